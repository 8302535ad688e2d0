// vis-network as one classic script, for pictures in files of their own (graph/pictures/page.py).
export { DataSet } from "vis-data/peer";
export { Network } from "vis-network/peer";
