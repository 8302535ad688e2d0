"""The values of a facet as boxes to tick; a list has hundreds of them."""

from __future__ import annotations

from markupsafe import Markup, escape

from explorer.kit.counted import counted_by
from explorer.kit.facets import Offer
from explorer.kit.markup import number
from explorer.kit.request import Ask

__all__ = ["facet_boxes"]


def facet_boxes(ask: Ask, offer: Offer) -> Markup:
    """Return the values that a facet offers, each with how many rows it leaves.

    Where none is chosen, a number says of which list it is the length.
    """
    name, chosen = escape(offer.name), bool(offer.on)
    address = counted_by(ask.path, offer.name, ask.query.multi_items())
    boxes = []
    for value in offer.values:
        key = escape(value.key)
        counted = "" if chosen else f' data-count="{escape(address(value.key))}"'
        boxes.append(
            f'<li><label><input type="checkbox" name="{name}" value="{key}" id="f-{name}-{key}"'
            f"{' checked' if value.on else ''}> <span>{escape(value.label)}</span> <span "
            f'class="count"{counted}>{number(value.count)}</span></label></li>'
        )
    return Markup("".join(boxes))
