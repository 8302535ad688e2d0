"""Standard names of Chinese departments, party bodies and agencies: a glossary.

General knowledge of Chinese administration (the organs of State Council, provinces, cities and
counties since about 1998, before and after the reforms of 2008, 2013, 2018 and 2023), with the
English that the bodies themselves or translators of government papers use.

A row is ``full name/short name/… | English | functions``.  With an English of its own, all names
of a row mean the same and the first is the full one; ``{place}`` in it says where the place goes.
Without, a row joins names of one field of work; those that have an English carry it behind ``=``.
Functions are codes of ``code:function``.  A line that begins with blanks continues a row.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ORGANS", "PARTY", "SUBJECTS", "TAILS", "WHOLE", "ZONES"]

SUBJECTS: Final = """
发展和改革/发展改革/发展与改革/发改 | Development and Reform | development-reform
发展计划=Development Planning/计划=Planning | | development-reform
体制改革/体改 | Economic Restructuring | development-reform
物价/价格 | Price | development-reform
重点项目=Key Projects/重点建设项目=Key Construction Projects/重点办项目 | | development-reform
以工代赈 | Work-Relief | development-reform
统计 | Statistics | statistics-surveys
调查/国家统计调查 | Survey | statistics-surveys
财政 | Finance | public-finance
政府采购 | Government Procurement | public-finance
国有资产=State Assets/国有资本/国资=State Assets | | state-assets
国有资产监督管理/国有资产管理/国资监管 | State-owned Assets Supervision and Administration
  | state-assets
税务 | Taxation | taxation
国家税务/国税 | State Taxation | taxation
地方税务/地税 | Local Taxation | taxation
审计 | Audit | audit
金融工作=Financial Affairs/金融=Financial Affairs/金融监督管理=Financial Regulation/
  地方金融监督管理=Local Financial Regulation/地方金融监管=Local Financial Regulation/
  地方金融=Local Financial Regulation/金融监管=Financial Regulation/金融服务=Financial Service/
  金融发展=Financial Development/金融监督 | | financial-affairs
上市金融/企业上市与金融工作/企业上市 | Enterprise Listing and Finance | financial-affairs
银行保险监督管理=Banking and Insurance Regulatory/银保监=Banking and Insurance Regulatory/
  银监=Banking Regulatory/银行业监督管理=Banking Regulatory/保监 | | financial-affairs
证券监督管理/证监 | Securities Regulatory | financial-affairs
外汇管理/外汇 | Foreign Exchange | financial-affairs
工业和信息化/工业与信息化/工业信息化/工信/经信 | Industry and Information Technology
  | industry-information
经济和信息化/经济与信息化/经济信息化 | Economy and Information Technology | industry-information
经济贸易/经济与贸易/经贸 | Economic and Trade | industry-information
经济 | Economic | industry-information
工业 | Industry | industry-information
工业经济=Industrial Economy/工业和科技=Industry and Technology/工科=Industry and Technology |
  | industry-information science-technology
工业和商务=Industry and Commerce/工商信息/工商务 | | industry-information commerce-trade
科技和工业信息化/科技工业信息化/科技和工业信息/科工信/科技和工信
  | Science, Industry and Information Technology | science-technology industry-information
科技工业和信息化/科技工信/科技工业 | Science, Industry and Information Technology
  | science-technology industry-information
工业信息和科技/工信科技/工业信息化和科技/工信和科技 | Industry, Information and Science
  | industry-information science-technology
经济发展/经发 | Economic Development | development-reform industry-information
经济科技/经济和科技 | Economy and Technology | industry-information science-technology
中小企业=Small and Medium-sized Enterprises/
  中小企业发展=Small and Medium-sized Enterprise Development/乡镇企业=Township Enterprises/
  民营经济=Private Economy/民营经济发展=Private Economy Development/非公有制经济 |
  | industry-information
信息化=Informatisation/信息产业=Information Industry/信息=Information | | industry-information
无线电管理/无线电 | Radio Regulation | industry-information
国防科技工业/国防科工/国防科工和 | Science, Technology and Industry for National Defence
  | industry-information
军民融合/军民融合发展 | Military–Civilian Integration | defence-mobilisation
盐务/盐业 | Salt Industry | industry-information
集体资产/集体资产监督管理/集体资产监管/集体资产管理/农村集体资产 | | state-assets
科学技术/科技 | Science and Technology | science-technology
科技创新/创新/科技创新发展 | Innovation | science-technology
外国专家 | Foreign Experts | human-resources-social-security
知识产权 | Intellectual Property | market-regulation
商务/商务和 | Commerce | commerce-trade
商贸=Commerce/商业=Commerce/贸易=Trade/流通 | | commerce-trade
商业贸易/内贸 | Domestic Trade | commerce-trade
商务和投资促进/商务投资促进/商务与投资促进 | Commerce and Investment Promotion
  | commerce-trade investment-promotion
商务和经济合作/商务经济合作 | Commerce and Economic Cooperation
  | commerce-trade investment-promotion
商务和粮食 | Commerce and Grain | commerce-trade supply-reserves
对外贸易经济合作/对外经济贸易合作/外经贸/对外经济贸易/外贸
  | Foreign Trade and Economic Cooperation | commerce-trade
口岸=Port of Entry/口岸和物流=Port of Entry and Logistics/口岸管理=Port of Entry Administration/
  口岸工作=Port of Entry | | commerce-trade
物流/物流业发展 | Logistics | commerce-trade
会展=Exhibition/博览事务/会展业=Exhibition Industry/博览 | | commerce-trade
自由贸易试验区/自贸/自贸区/自由贸易 | Pilot Free Trade Zone | commerce-trade
贸易促进/贸促 | Trade Promotion | commerce-trade
烟草专卖/烟草 | Tobacco Monopoly | commerce-trade
投资促进/投促/投资和促进/投资服务 | Investment Promotion | investment-promotion
招商=Investment Promotion/招商引资=Investment Promotion/招商和投资促进=Investment Promotion/
  招商投资促进=Investment Promotion/招商合作 | | investment-promotion
经济合作=Economic Cooperation/经济技术合作=Economic and Technological Cooperation/经济技术协作/
  区域合作=Regional Cooperation/合作交流=Cooperation and Exchange/经济协作=Economic Cooperation/
  国内经济合作=Domestic Economic Cooperation/协作/经合/经协 | | investment-promotion
对口支援/对口合作/支援合作/对口帮扶 | Paired Assistance | investment-promotion
市场监督管理/市场监督/市场监管/市监/市场管理 | Market Regulation | market-regulation
市场和质量监督管理/市场和质量监督 | Market and Quality Supervision | market-regulation
工商行政管理/工商管理/工商行政/工商 | Industry and Commerce Administration | market-regulation
质量技术监督/质量监督/技术监督/质监 | Quality and Technical Supervision | market-regulation
食品药品监督管理=Food and Drug Regulation/食品药品监督=Food and Drug Supervision/
  食品药品监管=Food and Drug Regulation/食药监=Food and Drug Regulation/
  食药监管=Food and Drug Regulation/药品监督管理=Drug Regulation/药监=Drug Regulation/食品药品/
  药品监督 | | market-regulation
食品安全/食安 | Food Safety | market-regulation
出入境检验检疫/检验检疫/商检 | Entry–Exit Inspection and Quarantine | market-regulation
标准化=Standardisation/质量发展=Quality Development/质量强市/质量强省/质量强区 |
  | market-regulation
人力资源和社会保障/人力资源社会保障/人力资源与社会保障/人力资源及社会保障/人社/人力社保/人保
  | Human Resources and Social Security | human-resources-social-security
人力资源=Human Resources/人才工作=Talent/人才=Talent/人才服务=Talent Service/
  人才发展=Talent Development | | human-resources-social-security
劳动和社会保障/劳动保障/劳动与社会保障/劳动社会保障 | Labour and Social Security
  | human-resources-social-security
人事和劳动社会保障/人事劳动和社会保障/人事劳动社会保障/人劳社保/人劳/人事劳动
  | Personnel, Labour and Social Security | human-resources-social-security
人事=Personnel/公务员=Civil Service | | human-resources-social-security
劳动=Labour/劳动就业=Employment/就业=Employment/就业服务=Employment Service/
  公共就业=Public Employment/劳动人事=Labour and Personnel | | human-resources-social-security
社会保险=Social Insurance/社保=Social Insurance/社会保障=Social Security/
  社会保险基金=Social Insurance Fund/社会保险事业=Social Insurance |
  | human-resources-social-security
医疗保障/医保/医疗保险 | Healthcare Security | medical-insurance
民政 | Civil Affairs | civil-affairs
社会组织=Social Organisations/社会救助=Social Assistance/老龄=Ageing/老龄工作=Ageing/
  养老服务=Elderly Care | | civil-affairs
社会工作=Social Work/社会建设=Social Construction | | civil-affairs
退役军人事务=Veterans Affairs/退役军人=Veterans/双拥=Military Support/双拥工作/拥军优属 |
  | veterans-affairs
扶贫开发=Poverty Alleviation and Development/扶贫=Poverty Alleviation/
  脱贫攻坚=Poverty Alleviation/扶贫开发工作=Poverty Alleviation and Development/
  扶贫工作=Poverty Alleviation/扶贫和移民=Poverty Alleviation and Resettlement/扶贫移民/扶贫攻坚 |
  | poverty-alleviation
乡村振兴=Rural Revitalisation/乡村振兴发展/乡村振兴促进 | | poverty-alleviation
移民=Resettlement/水库移民=Reservoir Resettlement/移民安置=Resettlement/
  移民开发=Resettlement Development/移民工作=Resettlement/水库移民安置/移民后期扶持 |
  | poverty-alleviation
教育/教育和/教委 | Education | education-affairs
教育体育/教体/教育和体育/教育与体育/教育体育和 | Education and Sports | education-affairs sport
教育科技/教科/教育和科技/科教/科技教育/教科体/教育科技体育/教育科技和体育
  | Education, Science and Technology | education-affairs science-technology
考试=Examinations/教育考试=Education Examinations/招生考试=Enrolment Examinations/招生/招考 |
  | education-affairs
职业教育=Vocational Education/高等教育=Higher Education/教师/语言文字=Language/
  教育督导=Education Inspection/教学研究/教研 | | education-affairs
卫生健康/卫健/卫生和健康/卫生健康和/健康 | Health | health-affairs
卫生和计划生育/卫生计生/卫计/卫生与计划生育/卫生人口和计划生育/卫生人口计生
  | Health and Family Planning | health-affairs
卫生 | Health | health-affairs
人口和计划生育/人口计生/计划生育/计生/人口与计划生育 | Population and Family Planning
  | health-affairs
中医药管理/中医药/中医 | Traditional Chinese Medicine | health-affairs
疾病预防控制/疾控/疾病控制/疾病预防 | Disease Control and Prevention | health-affairs
爱国卫生运动/爱国卫生/爱卫 | Patriotic Health Campaign | health-affairs
医改/医药卫生体制改革/深化医药卫生体制改革 | Healthcare Reform | health-affairs
血液=Blood/血站/急救=Emergency Medical/医疗急救=Emergency Medical/
  妇幼保健=Maternal and Child Health/妇幼健康=Maternal and Child Health | | health-affairs
文化和旅游/文化旅游/文旅/文化与旅游 | Culture and Tourism | cultural-affairs tourism-development
文化广电和旅游/文化广电旅游/文广旅/文旅广电/文化旅游广电/文化旅游和广电/文化旅游和广播电视/
  文化和旅游广电 | Culture, Broadcasting and Tourism
  | cultural-affairs broadcasting-publishing tourism-development
文化广电旅游体育/文广旅体/文化旅游广电体育/文旅体广电/文化广电体育旅游/文化体育广电和旅游/
  文化体育和广电旅游/文广体旅/文旅广体/文旅体广/文化旅游体育广电/文体广旅/文体旅广电/
  文化旅游体育和广播电视/文化旅游和体育广播电视/广电文旅体
  | Culture, Broadcasting, Tourism and Sports
  | cultural-affairs broadcasting-publishing tourism-development sport
文化旅游体育/文旅体/文体旅/文体旅游/文化体育和旅游/文化和旅游体育/文化体育旅游/文化旅游和体育/
  文体和旅游 | Culture, Tourism and Sports | cultural-affairs tourism-development sport
文化体育/文体/文化和体育 | Culture and Sports | cultural-affairs sport
文化广电新闻出版/文广新/文广/文化广电和新闻出版/文化广播电视新闻出版/文化广播影视
  | Culture, Broadcasting, Press and Publication | cultural-affairs broadcasting-publishing
文化广电新闻出版体育/文广新体/文体广新/文体广电/文化体育广电新闻出版/文体广电新闻出版/
  文化体育广电/文广体/文广体新 | Culture, Broadcasting, Press and Sports
  | cultural-affairs broadcasting-publishing sport
文化广电新闻出版旅游/文广新旅 | Culture, Broadcasting, Press and Tourism
  | cultural-affairs broadcasting-publishing tourism-development
文化广电/文化和广电/文化广播电视/文化广播电视和 | Culture and Broadcasting
  | cultural-affairs broadcasting-publishing
文化=Culture/文化市场=Cultural Market/文化市场综合/文化产业=Cultural Industry/
  文化艺术=Culture and Arts/群众艺术 | | cultural-affairs
文化促进/文促 | Culture Promotion | cultural-affairs
文物=Cultural Heritage/文物保护=Cultural Heritage Protection/文化遗产=Cultural Heritage/
  文化遗产保护 | | cultural-affairs
广播电视=Radio and Television/广电=Radio and Television/广播电影电视=Radio, Film and Television/
  广播影视=Radio, Film and Television/广播电视和/
  新闻出版广电=Press, Publication, Radio, Film and Television/新闻出版广播电视 |
  | broadcasting-publishing
新闻出版=Press and Publication/新闻出版和版权=Press, Publication and Copyright/版权=Copyright/
  新闻出版版权 | | broadcasting-publishing
旅游=Tourism/旅游发展=Tourism Development/旅游管理=Tourism Administration/全域旅游/旅游事业 |
  | tourism-development
旅游和文化/旅游文化/旅文/旅游和文化广电/旅游和文化体育/旅游和文化广电体育/旅文体
  | Tourism and Culture | tourism-development cultural-affairs
体育=Sports/全民健身/体育事业 | | sport
体育旅游/体旅/旅游体育 | Sports and Tourism | sport tourism-development
农业农村/农业和农村/农业农村和/农农 | Agriculture and Rural Affairs | agriculture-rural-affairs
农业=Agriculture/农牧=Agriculture and Animal Husbandry/农业畜牧=Agriculture and Animal Husbandry/
  农牧业=Agriculture and Animal Husbandry/农林=Agriculture and Forestry/农业委员 |
  | agriculture-rural-affairs
农业农村和水利/农业农村水利/农水/农业农村和水务/农业水务/农林水利/农林水/农业和水务/农村农业和水务
  | Agriculture and Water | agriculture-rural-affairs water-resources
农牧和科技/农业和科技/农牧科技/农业农村和科技/农牧农村和科技
  | Agriculture, Animal Husbandry and Technology | agriculture-rural-affairs science-technology
农业和农村工作=Rural Work/农村工作=Rural Work/农村=Rural | | agriculture-rural-affairs
农机/农业机械/农业机械化/农机化 | Agricultural Machinery | agriculture-rural-affairs
畜牧=Animal Husbandry/畜牧兽医=Animal Husbandry and Veterinary/
  畜牧水产=Animal Husbandry and Fisheries/兽医=Veterinary/畜禽/畜牧业=Animal Husbandry/动物卫生/
  动物疫病 | | agriculture-rural-affairs
渔业=Fisheries/海洋与渔业=Ocean and Fisheries/海洋渔业=Ocean and Fisheries/
  海洋和渔业=Ocean and Fisheries/水产=Fisheries/渔政=Fisheries/渔港/畜牧渔业 |
  | agriculture-rural-affairs
农垦=State Farms/侨场/农场/国营农场 | | agriculture-rural-affairs
烟叶/茶产业=Tea Industry/茶叶=Tea/蔬菜=Vegetables/果业=Fruit/花卉/中药材/水果/桑蚕/蚕桑/竹业/
  种植业/种子=Seeds/农产品/农产品质量安全=Agricultural Product Quality and Safety/植保/农技/
  农业技术=Agricultural Technology/柑橘/脐橙/果茶 | | agriculture-rural-affairs
林业=Forestry/林草=Forestry and Grassland/林业和草原=Forestry and Grassland/
  林业草原=Forestry and Grassland/森林/园林林业 | | forestry-grassland
绿化=Greening/国土绿化=Greening/造林/绿化和自然/退耕还林 | | forestry-grassland
林场/国有林场/森林公园/湿地/自然保护区/自然保护地/国家公园/森林防火 | | forestry-grassland
农业农村和林业/农林牧/农业林业/林业农业/林农 | Agriculture and Forestry
  | agriculture-rural-affairs forestry-grassland
水利/水利水电/水电 | Water Resources | water-resources
水务=Water Affairs/水政/节水=Water Saving/供水=Water Supply/排水=Drainage/供排水/
  水资源=Water Resources/城市供水 | | water-resources
水利水务=Water Resources/水利和湖泊=Water Resources and Lakes/水利湖泊/水利和 | | water-resources
河长制=River Chief/河长/河湖长制/河长制工作/河长制湖长制/河湖/河道=River/河务/水文=Hydrology/
  水库=Reservoir/灌区=Irrigation District/防汛抗旱=Flood Control and Drought Relief/防汛/三防/
  防汛防旱/防汛防台抗旱/防汛防风抗旱/黄河河务/水土保持=Soil and Water Conservation/流域/湖长制 |
  | water-resources
林长制/林长 | Forest Chief System | forestry-grassland
自然资源/自然资源和 | Natural Resources | natural-resources spatial-planning
自然资源和规划/自然资源规划/自规/自然资源与规划/自资/自资规划 | Natural Resources and Planning
  | natural-resources spatial-planning
规划和自然资源/规划与自然资源/规划自然资源/规自/规资 | Planning and Natural Resources
  | natural-resources spatial-planning
自然资源和林业/自然资源林业 | Natural Resources and Forestry
  | natural-resources spatial-planning forestry-grassland
自然资源和城乡建设/自然资源和建设/自然资源和住房城乡建设 | Natural Resources and Construction
  | natural-resources spatial-planning housing-construction
国土资源=Land and Resources/国土=Land and Resources/土地=Land/土地管理=Land Administration/
  国土房管/国土资源和房屋/国土资源和房屋管理=Land, Resources and Housing Administration/
  不动产登记=Real Estate Registration/不动产/土地储备=Land Reserve/土地收储 | | natural-resources
国土资源和规划/国土规划/国土资源规划/规划国土/规划和国土资源/规划国土资源
  | Land, Resources and Planning | natural-resources spatial-planning
海洋=Ocean/海洋发展=Ocean Development/海洋经济=Marine Economy/海域/滨海/海岛 | | natural-resources
海洋综合/海监 | | natural-resources
矿产资源=Mineral Resources/地质矿产=Geology and Mineral Resources/地矿/地质=Geology/地质勘查/
  地质勘探/矿业/煤田地质/测绘地理信息=Surveying, Mapping and Geoinformation/
  测绘=Surveying and Mapping/地理信息=Geoinformation | | natural-resources
规划=Planning/城乡规划=Urban and Rural Planning/城市规划=Urban Planning/
  国土空间规划=Spatial Planning/规划编制 | | spatial-planning
规划建设/规划和建设/规建/城乡规划建设/规划与建设/城市规划建设/规划建设管理
  | Planning and Construction | spatial-planning housing-construction
生态环境=Ecology and Environment/环境=Environment/生态环境保护=Ecology and Environment Protection/
  生态/环境监测=Environmental Monitoring | | environmental-protection
环境保护/环保/环境保护和 | Environmental Protection | environmental-protection
生态文明建设=Ecological Progress/生态文明/大气污染防治/污染防治/气候变化=Climate Change/
  污染防治攻坚战/环境污染防治/治气/固体废物/核安全/辐射/生态环境监测 | | environmental-protection
生态环境和/生态环境和水务=Ecology, Environment and Water | | environmental-protection
住房和城乡建设/住房城乡建设/住建/住房建设/住房与城乡建设/城乡住房建设/住房和建设/住房及城乡建设/
  城乡建设和住房 | Housing and Urban–Rural Development | housing-construction
住房和城乡规划建设/住房城乡规划建设/住房和规划建设/住规建/住房和城乡建设规划
  | Housing, Planning and Construction | housing-construction spatial-planning
住房和城乡建设交通/住建交通/住建和交通/建设交通/建设和交通/住建交/建设和交通运输/
  住房建设和交通运输/住房和城乡建设和交通运输 | Construction and Transport
  | housing-construction transport-affairs
城乡建设=Urban and Rural Construction/建设=Construction/城建=Urban Construction/
  村镇建设=Village and Town Construction/建委/城市建设=Urban Construction/工程建设/城乡建设和/
  乡村建设/建设工程=Construction Engineering/村镇 | | housing-construction
建筑业=Construction Industry/建筑工程=Construction Engineering/建筑=Construction/
  建管=Construction Industry Administration/建筑业管理=Construction Industry Administration/
  建筑工程管理=Construction Engineering Administration/建设工程质量/工程质量=Construction Quality/
  工程造价/建设工程造价/建筑安全 | | housing-construction
房产=Real Estate/房地产=Real Estate/房屋/住房保障=Housing Security/
  房管=Real Estate Administration/房产管理=Real Estate Administration/
  房地产管理=Real Estate Administration/
  住房保障和房产管理=Housing Security and Real Estate Administration/住房保障和房产/住房保障房产/
  住房保障和房屋/住房和房地产/房屋管理=Housing Administration/住房=Housing/国土房产/
  房屋征收=Housing Expropriation/征收/土地和房屋征收/房屋征收补偿/征迁/拆迁/征地/保障房/
  保障性住房=Affordable Housing/城市更新=Urban Renewal/旧城改造/棚户区改造=Shantytown Renovation/
  棚改/安居/城市更新和土地整备/住房保障管理 | | housing-construction
住房公积金/住房公积金管理/公积金/公积金管理 | Housing Provident Fund | housing-construction
城市管理/城管/城市综合管理/城市管理和/城市管理委员/城乡管理 | Urban Management | urban-management
城市管理综合=Urban Management/城管综合=Urban Management/
  城市管理综合执法=Urban Management and Law Enforcement/
  城市管理行政执法=Urban Management and Law Enforcement/
  城管执法=Urban Management and Law Enforcement/城市管理执法=Urban Management and Law Enforcement/
  城市管理和综合执法=Urban Management and Law Enforcement/
  城市管理和行政执法=Urban Management and Law Enforcement/城市管理与执法/城市管理监督/
  城市管理综合行政执法/综合执法=Law Enforcement/行政执法=Administrative Law Enforcement/
  综合行政执法=Administrative Law Enforcement/城市综合管理和执法/城市行政执法 | | urban-management
市政=Municipal Facilities/市政公用=Municipal Utilities/市政工程=Municipal Engineering/市政管理/
  公用事业=Public Utilities/公用/市政公用事业=Municipal Utilities/市政设施/市政园林/燃气=Gas/照明/
  路灯/停车/市政和园林/管廊 | | urban-management
园林=Parks/园林绿化=Parks and Greening/城市园林/园林和/市容=City Appearance/
  市容环境=City Appearance/市容环境卫生=City Appearance and Sanitation/
  环卫=Environmental Sanitation/环境卫生=Environmental Sanitation/
  园林文物=Parks and Cultural Heritage/城市绿化/公园=Park/园林管理/市容管理/市容环卫/垃圾分类/
  生活垃圾/环境卫生管理/园林园艺 | | urban-management
交通=Transport/交通运输=Transport/交通运输和/运输=Transport/综合交通=Transport/综合运输/
  道路运输=Road Transport/公路运输=Road Transport/运管=Road Transport/客运 | | transport-affairs
公路=Highway/高速公路=Expressway/农村公路=Rural Road/公路事业=Highway/公路和/公路水路/
  公路事业发展=Highway Development/高速/公路养护/国省道/公路建设/公路发展 | | transport-affairs
港口=Port/港航=Port and Waterway/港务=Port/航道=Waterway/港航发展=Port and Waterway Development/
  港口航运/水运=Waterway Transport/航务/航运=Shipping/地方海事/港口管理=Port Administration/
  港口与航运/港口和航运 | | transport-affairs
海事 | Maritime Safety | transport-affairs
铁路=Railway/铁路建设=Railway Construction/铁路民航/铁路和机场/轨道交通=Rail Transit/地铁=Metro/
  轨道/铁办/高铁/铁路和轨道交通 | | transport-affairs
民航=Civil Aviation/民用航空=Civil Aviation/机场=Airport/航空=Aviation/通用航空=General Aviation/
  空港/临空/低空经济=Low-Altitude Economy/机场建设/民航发展/空管/空域 | | transport-affairs
邮政管理/邮政 | Postal | post-communications
通信管理=Communications Administration/通信=Communications/电信=Telecommunications/通信发展/通讯/
  信息通信 | | post-communications
能源=Energy/能源和/新能源=New Energy/新能源发展/煤炭=Coal/煤炭工业=Coal Industry/煤炭管理/
  石油天然气/天然气/油气 | | energy-supply
电力=Electric Power/供电=Power Supply/电业 | | energy-supply
大数据=Big Data/大数据发展=Big Data Development/大数据管理=Big Data Administration/大数据和/
  数据=Data/数据管理=Data Administration/数据资源=Data Resources/
  数据资源管理=Data Resources Administration/大数据产业/大数据产业发展/大数据产业管理/数据和/
  数据局/大数据发展管理=Big Data Development Administration/数字经济=Digital Economy |
  | government-services
政务服务数据管理/政务服务和数据管理/政务服务和大数据/政数/政务和大数据/政务数据/
  政务服务与数据管理/政务服务和大数据管理/政务服务管理和数据/政务服务数据/政务数据服务/
  政务服务大数据管理/政务和数据/政务服务和数据/数据和政务服务 | Government Services and Data
  | government-services
行政审批和政务信息管理/行政审批服务和政务信息管理/行政审批政务信息管理
  | Administrative Approval and Government Information | government-services
行政审批=Administrative Approval/行政审批服务=Administrative Approval Service/
  审批服务=Approval Service/审批=Approval/行政服务=Administrative Service/
  政务服务=Government Services/政务服务管理=Government Services Administration/
  政务=Government Affairs/行政服务管理/审改/审批制度改革/行政审批制度改革/便民服务=Public Service/
  市民服务/12345/热线/政务公开=Government Transparency/政府信息公开/营商环境=Business Environment/
  优化营商环境=Business Environment/营商环境建设=Business Environment Development/营商/职能转变/
  放管服/放管服改革/政务热线/营商环境监督/市民热线/政务管理/
  政务服务和公共资源交易=Government Services and Public Resource Trading | | government-services
数字/数字办/数字福建/数字化/数字政府=Digital Government/电子政务=E-Government/信息中心/
  智慧城市=Smart City/数字城市=Digital City/电子政务和信息化/信息化工作=Informatisation/数字广东/
  智慧/数字化改革/网络信息 | | government-services
公共资源交易=Public Resource Trading/公共资源=Public Resource Trading/招投标=Tendering/
  招标投标=Tendering/公共资源交易管理=Public Resource Trading Administration/
  公共资源交易监督管理=Public Resource Trading Regulation/招标采购/招投标管理/公共资源交易监督/
  公共资源交易服务 | | government-services
机关事务管理=Government Offices Administration/机关事务=Government Offices Administration/
  机关事务服务=Government Offices Service/机关后勤/机关事务工作/事务管理/接待=Reception/机关服务 |
  | government-services
档案=Archives/档案史志=Archives and Local Records/史志=History and Local Records/
  地方志=Local Records/方志=Local Records/地方志编纂/党史方志/地方史志/地方志工作/党史地方志/
  史志档案 | | government-services
社会信用=Social Credit/社会信用体系建设=Social Credit System/信用体系建设/信用=Credit |
  | development-reform
公安/警务/公安和 | Public Security | public-security
交通警察/交警/公安交通管理/公安交警/交通管理/公安局交通警察/公安局交通管理/公安局交警
  | Traffic Police | public-security
国家安全=State Security/国安=State Security/森林公安=Forest Police/禁毒=Narcotics Control/
  反恐=Counter-Terrorism/反恐怖/治安/经侦/反诈/出入境管理=Exit and Entry Administration/
  边防=Border Defence/边检=Border Inspection/出入境边防检查/海防/打私=Anti-Smuggling/
  打击走私=Anti-Smuggling/打击走私综合治理=Anti-Smuggling/反走私/反走私综合治理/海防与口岸打私/
  海防和打击走私 | | public-security
司法=Justice/司法行政=Justice/法律援助=Legal Aid/公证=Notary/社区矫正/普法/依法治市/法治/依法行政/
  仲裁=Arbitration/依法治县/法律服务=Legal Service/公共法律服务=Public Legal Service/律师/
  监狱=Prison/监狱管理=Prison Administration/戒毒/戒毒管理=Drug Rehabilitation Administration |
  | justice-law
法制/政府法制/法制工作 | Legislative Affairs | justice-law
应急管理=Emergency Management/应急=Emergency Management/安全生产监督管理=Work Safety/
  安监=Work Safety/安全监管=Work Safety/安全生产=Work Safety/安全生产监督=Work Safety/
  安全监督管理/安全生产监管=Work Safety/应急和/煤矿安全监察/应急管理和/安委/安全生产应急/
  矿山安全=Mine Safety/煤矿安全=Coal Mine Safety/减灾=Disaster Reduction/
  防灾减灾=Disaster Prevention and Reduction/减灾救灾/应急保障 | | emergency-management
消防救援/消防/公安消防/森林消防/消防安全/公安局消防 | Fire and Rescue | emergency-management
气象 | Meteorological | emergency-management
地震/防震减灾/地震工作/防震抗震 | Earthquake | emergency-management
人民防空=Civil Air Defence/人防=Civil Air Defence/民防=Civil Defence/
  国防动员=Defence Mobilisation/国动=Defence Mobilisation/民防工程 | | defence-mobilisation
外事=Foreign Affairs/外事和/外侨=Foreign and Overseas Chinese Affairs/
  外事和侨务=Foreign and Overseas Chinese Affairs/外事侨务=Foreign and Overseas Chinese Affairs/
  外办侨务/外事侨务和/外事与侨务/友好城市/国际交流 | | external-affairs
港澳=Hong Kong and Macao Affairs/港澳事务=Hong Kong and Macao Affairs/外事港澳/台港澳/港澳台/
  港澳台事务/外事和港澳事务/粤港澳大湾区建设=Greater Bay Area/大湾区=Greater Bay Area/
  推进粤港澳大湾区建设 | | external-affairs
台湾事务/台湾工作/对台工作/对台/台 | Taiwan Affairs | external-affairs
侨务/归侨/华侨 | Overseas Chinese Affairs | united-front
民族宗教事务=Ethnic and Religious Affairs/民族宗教=Ethnic and Religious Affairs/
  民宗=Ethnic and Religious Affairs/民族和宗教/民族与宗教事务=Ethnic and Religious Affairs/
  民族事务=Ethnic Affairs/宗教事务=Religious Affairs/民族=Ethnic Affairs/宗教=Religious Affairs/
  民族和宗教事务=Ethnic and Religious Affairs/民宗事务/民族工作/宗教和/民族宗教侨务 |
  | ethnic-religious-affairs
粮食和物资储备/粮食物资储备/粮食和储备/粮食和物资/粮食与物资储备/粮储/粮食储备/粮食和战略储备
  | Grain and Material Reserves | supply-reserves
粮食=Grain/粮食流通=Grain Distribution/物资储备=Material Reserves/物资/粮油=Grain and Oil |
  | supply-reserves
供销合作/供销/供销和 | Supply and Marketing Cooperative | supply-reserves
信访/群众信访/信访工作/来信来访 | Letters and Visits | general-government
政策研究=Policy Research/政府研究/发展研究=Development Research/经济研究/决策咨询/政策研究和/参事/
  政府政策研究/调查研究/改革发展研究/经济社会发展研究 | | general-government
督查=Inspection/政府督查/督查考核/目标管理=Target Management/绩效=Performance/
  绩效管理=Performance Management/考核=Assessment/绩效考核=Performance Assessment/督查督办/
  绩效评估/目标绩效/目标督查/目标绩效管理 | | general-government
政府金融 | Financial Affairs | financial-affairs
少年宫/青少年/共青团/青少年活动/青年发展/未成年人 | | mass-organisations
妇女儿童工作/妇儿工/妇女儿童/妇儿 | Women and Children | mass-organisations
监察 | Supervision | discipline-supervision
"""
"""What a body is for: the words before 局, 委员会, 厅, 办公室 ….

A body with several subjects, as in 文化广电和旅游局, may be one row or several in turn.
"""

TAILS: Final = """
管理 | Administration
监督管理 | Regulation
监督 | Supervision
监管 | Regulation
行政管理 | Administration
行政 | Administration
工作 |
综合 |
事业 |
事务 | Affairs
服务 | Service
公共服务 | Public Service
保障 | Support
发展 | Development
建设 | Construction
促进 | Promotion
推进 | Promotion
产业 | Industry
保护 | Protection
执法 | Law Enforcement
综合执法 | Law Enforcement
行政执法 | Law Enforcement
综合行政执法 | Law Enforcement
执法监督 | Law Enforcement
监察 | Inspection
监测 | Monitoring
研究 | Research
合作 | Cooperation
救援 | Rescue
安全 | Safety
开发 | Development
交易 | Trading
信息 | Information
技术 | Technology
技术推广 | Extension
体系建设 |
改革 | Reform
指导 | Guidance
稽查 | Inspection
协调 | Coordination
治理 | Governance
检测 | Testing
资源 | Resources
宣传 | Publicity
培训 | Training
应急 | Emergency
生产 | Production
科学 | Science
勘测设计 | Survey and Design
规划设计 | Planning and Design
活动 | Activities
"""
"""Words between a subject and its organ that say no more about the field."""

ORGANS: Final = """
委员会/委 | Commission | department
局 | Bureau | department
总局 | General Administration | department
分局 | Sub-bureau | department
监管分局 | Sub-bureau | department
厅 | Department | department
办公室/办 | Office | department
部 | Department | department
科 | Section | department
处 | Division | department
股 | Section | department
署 | Office | department
室 | Office | department
专卖局 | Bureau | department
总队 | Corps | agency
支队 | Detachment | agency
大队 | Brigade | agency
队 | Team | agency
中心 | Centre | public-institution
站 | Station | public-institution
所 | Institute | public-institution
院 | Institute | public-institution
研究院 | Research Institute | research-institute
研究所 | Research Institute | research-institute
研究中心 | Research Centre | research-institute
馆 | Hall | public-institution
台 | Station | public-institution
处置中心 | Centre | public-institution
社 | Cooperative | public-institution
联社/合作社联合社/联合社 | Federation of Cooperatives | association
联合会 | Federation | association
协会 | Association | association
学会 | Society | association
商会 | Chamber of Commerce | association
促进会 | Promotion Association | association
基金会 | Foundation | association
领导小组/工作领导小组 | Leading Group | leading-group
领导小组办公室/领导小组办/工作领导小组办公室 | Leading Group Office | leading-group
指挥部 | Headquarters | leading-group
指挥部办公室/指挥部办/总指挥部办公室 | Headquarters Office | leading-group
联席会议/联席会议办公室 | Joint Conference | leading-group
专班/工作专班 | Task Force | working-group
集团/集团公司/集团有限公司 | Group | state-enterprise
公司/有限公司/有限责任公司 | Company | state-enterprise
"""
"""What form a body has: the words at the end of its name, their English, its kind."""

PARTY: Final = """
办公室/办/办公厅 | General Office of the CPC {place} Committee | party-leadership
组织部 | Organization Department of the CPC {place} Committee | party-organisation
宣传部 | Publicity Department of the CPC {place} Committee | publicity
统战部/统一战线工作部 | United Front Work Department of the CPC {place} Committee | united-front
政法委员会/政法委/政法 | Political and Legal Affairs Commission of the CPC {place} Committee
  | justice-law
社会工作部/社工部/社会工作委员会/社工委 | Social Work Department of the CPC {place} Committee
  | civil-affairs
网络安全和信息化委员会办公室/网信办/网络安全和信息化办公室/互联网信息办公室/网信委办公室/网信委办/
  网络安全和信息化领导小组办公室
  | Office of the Cyberspace Affairs Commission of the CPC {place} Committee | publicity
机构编制委员会办公室/编办/编委办/机构编制办公室/编委办公室/编委/机构编制委员会
  | Office of the Staffing Commission of the CPC {place} Committee | party-organisation
政策研究室/政研室 | Policy Research Office of the CPC {place} Committee | general-government
全面深化改革委员会办公室/改革办/改革委办公室/全面深化改革领导小组办公室/深改办/改革委办
  | Reform Office of the CPC {place} Committee | development-reform
财经办/财经委办公室/财经委员会办公室/财经工作委员会办公室
  | Financial and Economic Affairs Office of the CPC {place} Committee | development-reform
农办=Rural Work Office of the CPC {place} Committee/
  农村工作领导小组办公室=Rural Work Leading Group Office of the CPC {place} Committee/
  农业和农村工作领导小组办公室=Rural Work Leading Group Office of the CPC {place} Committee/
  农村工作办公室=Rural Work Office of the CPC {place} Committee/
  农业和农村工作办公室=Rural Work Office of the CPC {place} Committee/
  农工委=Rural Work Committee of the CPC {place} Committee/
  农村工作委员会=Rural Work Committee of the CPC {place} Committee/
  农工部=Rural Work Department of the CPC {place} Committee/
  农村工作部=Rural Work Department of the CPC {place} Committee/农村工作领导小组/农工办/
  实施乡村振兴战略领导小组办公室 | | agriculture-rural-affairs
外事工作委员会办公室/外事办/外办/外事工作委员会/外事委/外事委办
  | Foreign Affairs Office of the CPC {place} Committee | external-affairs
台湾工作办公室/台办/台工办/对台工作办公室 | Taiwan Work Office of the CPC {place} Committee
  | external-affairs
审计委员会办公室/审计委办/审计委 | Audit Office of the CPC {place} Committee | audit
国安办/国家安全委员会办公室 | National Security Office of the CPC {place} Committee
  | public-security
军民融合办/军民融合发展委员会办公室/军民融合委员会办公室/融办/军民融合委办公室
  | Military–Civilian Integration Office of the CPC {place} Committee | defence-mobilisation
精神文明建设指导委员会办公室/文明办/精神文明建设办公室/文明委/文明委办公室/
  精神文明建设委员会办公室 | Office of the {place} Spiritual Civilisation Commission | publicity
巡察办=Inspection Office of the CPC {place} Committee/
  巡视办=Inspection Office of the CPC {place} Committee/巡察工作领导小组办公室/
  巡视工作领导小组办公室/巡察组 | | discipline-supervision
老干部局/老干局/老干部工作局 | Veteran Cadres Bureau of the CPC {place} Committee
  | party-organisation
直属机关工委/直机关工委/直工委/机关工委/直属机关工作委员会/机关工作委员会/直机关党工委/
  直机关工作委员会/机关党工委 | CPC {place} Working Committee of Departments | party-organisation
教育工委/教育工作委员会/教育委员会/教工委
  | Education Working Committee of the CPC {place} Committee | education-affairs
党校/行政学院/党校（行政学院）/党校(行政学院) | Party School of the CPC {place} Committee
  | party-organisation
党史研究室=Party History Research Office of the CPC {place} Committee/
  党史办=Party History Research Office of the CPC {place} Committee/党史研究中心/党史和文献研究院/
  党史和地方志研究室/党史地方志研究室/党史征集研究室 | | government-services
保密局=Secrecy Bureau of {place}/保密办/保密委员会办公室/
  机要局=Confidential Affairs Bureau of {place}/机要保密局/机要和保密局/
  国家保密局=Secrecy Bureau of {place}/机要密码局 | | party-leadership
督查室/督查办/督查考核办 | Inspection Office of the CPC {place} Committee | party-leadership
人才办=Talent Office of the CPC {place} Committee/
  人才工作领导小组办公室=Office of the Leading Group for Talent of the CPC {place} Committee/
  人才工作办公室/人才工作局/人才局/人才发展局 | | party-organisation
依法治市办/依法治县办/依法治省办/全面依法治市委员会办公室/全面依法治省委员会办公室/
  全面依法治县委员会办公室/依法治市委员会办公室/依法治区办/全面依法治区委员会办公室 |
  | justice-law
金融办/金融委员会办公室/金融委办/金融委办公室
  | Financial Affairs Office of the CPC {place} Committee | financial-affairs
教育体育工委/教育体育工作委员会
  | Education and Sports Working Committee of the CPC {place} Committee | education-affairs
两新工委/非公有制经济组织和社会组织工委/非公党工委/两新组织工委/非公工委
  | CPC {place} Working Committee of New Organisations | party-organisation
讲师团/社科联/新闻中心/融媒体中心/报社/外宣办/新闻办/政府新闻办/新闻办公室/政府新闻办公室 |
  | publicity
"""
"""Bodies of a party committee, after 市委, 县委 … or alone: names, English, functions."""

WHOLE: Final = """
中共{place}纪律检查委员会和{place}监察委员会/纪律检查委员会和监察委员会/纪委监委/纪委监察委/
  纪委监委机关/纪律检查委员会监察委员会/纪检监察机关/纪委市监委/纪委县监委/纪委区监委/纪委省监委/
  纪委市监察委/纪委县监察委
  | CPC {place} Commission for Discipline Inspection and {place} Supervision Commission
  | party-body | discipline-supervision
中共{place}纪律检查委员会/纪律检查委员会/纪委/纪委机关/纪工委/纪检监察工委/纪检委
  | CPC {place} Commission for Discipline Inspection | party-body | discipline-supervision
监察委员会/监委/监察委/监察局/监察厅/监察部 | {place} Supervision Commission | party-body
  | discipline-supervision
人民代表大会常务委员会/人大常委会/人大/人民代表大会/人大常委会办公室/人大办公室/人大机关/人大办/
  人大常委会机关/人大常委会办公厅 | Standing Committee of the {place} People’s Congress
  | other-body | legislature-consultation
中国人民政治协商会议{place}委员会/政协/政协委员会/政协办公室/政协机关/政协办/政协办公厅
  | {place} Committee of the CPPCC | other-body | legislature-consultation
中级人民法院/中级法院/中院 | {place} Intermediate People’s Court | agency | justice-law
高级人民法院/高级法院/高院 | {place} High People’s Court | agency | justice-law
人民法院/法院 | {place} People’s Court | agency | justice-law
人民检察院/检察院 | {place} People’s Procuratorate | agency | justice-law
军分区 | {place} Military Sub-area | other-body | defence-mobilisation
人民武装部/人武部/武装部 | {place} People’s Armed Forces Department | other-body
  | defence-mobilisation
警备区/军区/卫戍区 | | other-body | defence-mobilisation
武装警察支队/武警支队/武警大队/武警中队/武警总队/武装警察总队/武警部队 | {place} Armed Police
  | agency | public-security
总工会/工会 | {place} Federation of Trade Unions | association | mass-organisations
共产主义青年团{place}委员会/共产主义青年团委员会/团委/共青团/共青团委员会
  | Communist Youth League {place} Committee | association | mass-organisations
妇女联合会/妇联 | {place} Women’s Federation | association | mass-organisations
科学技术协会/科协 | {place} Association for Science and Technology | association
  | mass-organisations science-technology
文学艺术界联合会/文联 | {place} Federation of Literary and Art Circles | association
  | cultural-affairs
社会科学界联合会={place} Federation of Social Sciences/
  社科联={place} Federation of Social Sciences/社会科学联合会/
  社科院={place} Academy of Social Sciences/社会科学院={place} Academy of Social Sciences |
  | association | cultural-affairs
残疾人联合会={place} Disabled Persons’ Federation/残联={place} Disabled Persons’ Federation/
  残疾人工作委员会/残工委 | | association | disability-affairs
工商业联合会/工商联/总商会/工商业联合会（总商会）/工商联(总商会)
  | {place} Federation of Industry and Commerce | association | united-front
归国华侨联合会/侨联/华侨联合会 | {place} Federation of Returned Overseas Chinese | association
  | united-front
台湾同胞联谊会={place} Federation of Taiwan Compatriots/
  台联={place} Federation of Taiwan Compatriots/黄埔军校同学会/欧美同学会/海外联谊会 |
  | association | united-front
红十字会/红会 | {place} Red Cross Society | association | health-affairs
计划生育协会/计生协会/计生协 | {place} Family Planning Association | association | health-affairs
慈善总会/慈善会/慈善协会/慈善联合会 | {place} Charity Federation | association | civil-affairs
关心下一代工作委员会/关工委 | {place} Committee for the Care of the Next Generation | association
  | mass-organisations
老龄工作委员会办公室=Office of the {place} Commission on Ageing/
  老龄办=Office of the {place} Commission on Ageing/老龄委={place} Commission on Ageing/
  老龄工作委员会={place} Commission on Ageing/老龄委办公室 | | department | civil-affairs
贸促会={place} Council for the Promotion of International Trade/
  国际贸易促进委员会={place} Council for the Promotion of International Trade/
  贸促委={place} Council for the Promotion of International Trade/国际商会 | | association
  | commerce-trade
供销合作社联合社/供销社/供销合作社/供销合作总社/供销联社/供销总社/供销社联合社/供销合作联社
  | {place} Federation of Supply and Marketing Cooperatives | association | supply-reserves
海关 | {place} Customs | agency | commerce-trade
海警局={place} Coast Guard Bureau/海警支队 | | agency | public-security
气象台 | {place} Meteorological Observatory | public-institution | emergency-management
烟草公司={place} Tobacco Company/烟草专卖局（公司）/烟草专卖局(公司) | | state-enterprise
  | commerce-trade
供电公司={place} Power Supply Company/供电局={place} Power Supply Bureau/
  供电分公司={place} Power Supply Company/供电有限公司={place} Power Supply Company/
  电力公司={place} Electric Power Company/电力局/电业局={place} Electric Power Bureau/
  供电责任有限公司/电网公司/供电有限责任公司 | | state-enterprise | energy-supply
邮政公司={place} Post Company/邮政分公司={place} Branch of China Post/邮政局={place} Post Office/
  邮政集团分公司/邮政集团/邮政集团公司 | | state-enterprise | post-communications
电信公司={place} Branch of China Telecom/电信分公司={place} Branch of China Telecom/
  移动公司={place} Branch of China Mobile/移动分公司={place} Branch of China Mobile/
  联通公司={place} Branch of China Unicom/联通分公司={place} Branch of China Unicom/铁塔公司/
  铁塔分公司/广电网络公司/通信运营商/电信局 | | state-enterprise | post-communications
自来水公司={place} Tap Water Company/水务公司={place} Water Company/水务集团={place} Water Group/
  自来水厂/供水公司={place} Water Supply Company/水投集团/水投公司/水务有限公司 |
  | state-enterprise | water-resources
燃气公司={place} Gas Company/天然气公司={place} Natural Gas Company/燃气集团={place} Gas Group |
  | state-enterprise | energy-supply
城投公司={place} Urban Construction Investment Company/
  城投集团={place} Urban Construction Investment Group/城市建设投资公司/城建投公司/城建集团/
  城市建设投资集团/城市投资集团/城发集团/城投 | | state-enterprise | housing-construction
交投公司={place} Transport Investment Company/交投集团={place} Transport Investment Group/
  交通投资公司/交通投资集团/交发集团/公交公司={place} Public Transport Company/交通集团/
  公交集团={place} Public Transport Group/交通发展集团 | | state-enterprise | transport-affairs
文旅集团={place} Culture and Tourism Group/旅投公司/旅投集团/文旅投公司/
  文化旅游集团={place} Culture and Tourism Group/旅游集团={place} Tourism Group/文旅公司/
  文旅投集团 | | state-enterprise | tourism-development
国投公司/国投集团/国资公司/国有资产投资经营公司/产业投资集团/产投集团/投资集团/国资运营公司/
  国有资本投资运营公司/城市产业投资集团 | | state-enterprise | state-assets
担保公司/融资担保公司/金控集团/金控公司/金融控股集团/担保集团/农担公司 | | state-enterprise
  | financial-affairs
中国人民银行{place}分行/人民银行/人行/中国人民银行/人民银行中心支行/人行中心支行/人民银行分行/
  人行中支/中国人民银行中心支行/人民银行支行/人行支行/人民银行中支/人行分行/人民银行营业管理部/
  人民银行分支机构 | People’s Bank of China, {place} Branch | bank-branch | financial-affairs
国家金融监督管理总局{place}监管分局/国家金融监督管理总局监管分局/金融监管分局/
  金融监管总局监管分局/国家金融监督管理总局监管局/金融监管总局
  | {place} Office of the National Financial Regulatory Administration | agency
  | financial-affairs
中国银行保险监督管理委员会{place}监管局/银保监局/银保监会监管局/银监局
  | {place} Office of the China Banking and Insurance Regulatory Commission
  | agency | financial-affairs
中国银行保险监督管理委员会{place}监管分局/银保监分局/银保监会分局/银保监会监管分局/银监分局
  /银监会分局/银保监监管分局/银保监组
  | {place} Office of the China Banking and Insurance Regulatory Commission
  | agency | financial-affairs
国家外汇管理局{place}中心支局/外汇局/外汇管理局/外汇管理局中心支局/外汇局中心支局/外管局
  | {place} Office of the State Administration of Foreign Exchange | agency | financial-affairs
国家统计局{place}调查队/国家统计局调查队/调查队/国家调查队/调查总队/国家统计局调查总队/城调队/
  农调队 | {place} Survey Team of the National Bureau of Statistics | agency | statistics-surveys
人民政府/政府 | {place} People’s Government | government | general-government
人民政府办公室/政府办公室/政府办/人民政府办/府办/人民政府办公厅/政府办公厅/政府办公厅(室)
  | General Office of the {place} People’s Government | department | general-government
政府研究室=Research Office of the {place} People’s Government/人民政府研究室/
  研究室=Research Office of the {place} People’s Government/
  政府发展研究中心=Development Research Centre of the {place} People’s Government/
  人民政府发展研究中心/政研室 | | department | general-government
政府新闻办/人民政府新闻办公室/政府新闻办公室/新闻办
  | Information Office of the {place} People’s Government | department | publicity
人民政府金融工作办公室/政府金融办/政府金融工作办公室/政府金融服务办
  | Financial Affairs Office of the {place} People’s Government | department | financial-affairs
人民政府国有资产监督管理委员会/政府国资委/政府国有资产监督管理委员会
  | {place} State-owned Assets Supervision and Administration Commission | department
  | state-assets
国有资产监督管理委员会/国资委
  | {place} State-owned Assets Supervision and Administration Commission | department
  | state-assets
人民政府侨务办公室/侨办/政府侨办/侨务办公室/外侨办
  | Overseas Chinese Affairs Office of the {place} People’s Government | department | united-front
人民政府外事办公室/外办/外事办/外事办公室/政府外办/外事局
  | Foreign Affairs Office of the {place} People’s Government | department | external-affairs
台湾事务办公室/台办/台湾事务局 | Taiwan Affairs Office of {place} | party-body | external-affairs
人民政府驻北京办事处/驻京办=Beijing Liaison Office of the {place} People’s Government/
  驻北京办事处/驻京办事处/驻外办事处/驻沪办/驻深办/驻上海办事处 | | department
  | general-government
纠风办/政务公开办/督查室/政府督查室/目标办/绩效办/督查办/考评办/督考办/考核办 | | department
  | general-government
国防动员办公室={place} Defence Mobilisation Office/国动办={place} Defence Mobilisation Office/
  国防动员委员会办公室/国动委/国防动员委员会/人民防空办公室={place} Civil Air Defence Office/
  人防办={place} Civil Air Defence Office/民防局={place} Civil Defence Bureau/人民防空办 |
  | department | defence-mobilisation
爱卫办=Office of the {place} Patriotic Health Campaign Commission/爱国卫生运动委员会办公室/
  爱卫会={place} Patriotic Health Campaign Commission/爱国卫生运动委员会/爱卫会办公室 |
  | department | health-affairs
食安办=Office of the {place} Food Safety Commission/
  食品安全委员会办公室=Office of the {place} Food Safety Commission/食品安全办/
  食安委={place} Food Safety Commission/食安委办公室/食品安全委员会 | | department
  | market-regulation
安委办=Office of the {place} Work Safety Commission/
  安全生产委员会办公室=Office of the {place} Work Safety Commission/
  安委会={place} Work Safety Commission/安全生产委员会={place} Work Safety Commission/
  安委会办公室/安委会成员单位 | | department | emergency-management
减灾办/减灾委/减灾委员会/减灾委员会办公室/防震减灾局/减灾委办公室 | | department
  | emergency-management
河长办/河长制办公室/河湖长制办公室/河长制工作办公室/河长办公室/总河长办公室/河湖长办
  | {place} River Chief Office | department | water-resources
林长办/林长制办公室/林长办公室 | {place} Forest Chief Office | department | forestry-grassland
防汛抗旱指挥部={place} Flood Control and Drought Relief Headquarters/
  防指={place} Flood Control and Drought Relief Headquarters/防办/防汛抗旱指挥部办公室/防汛办/
  三防办/三防指挥部/防汛指挥部 | | leading-group | water-resources
森防指/森林防火指挥部={place} Forest Fire Prevention Headquarters/森林草原防灭火指挥部/森防办/
  森林防灭火指挥部/森林防灭火指挥部办公室 | | leading-group | emergency-management
双拥办/双拥工作领导小组办公室/拥军优属办公室 | {place} Office for Support to the Military
  | department | veterans-affairs
禁毒办={place} Narcotics Control Commission Office/禁毒委/禁毒委员会办公室/禁毒委员会/反恐办/
  反邪教办/防范办/610办/扫黑办/平安办/综治办/社会治安综合治理委员会办公室/综治委/综治中心/维稳办 |
  | department | justice-law
脱贫办/脱贫攻坚领导小组办公室/扶贫办={place} Poverty Alleviation Office/
  扶贫开发领导小组办公室=Office of the {place} Poverty Alleviation Leading Group/
  扶贫开发办公室={place} Poverty Alleviation and Development Office/扶贫开发领导小组/
  扶贫和移民工作局/扶贫局/农业农村扶贫开发办公室 | | department | poverty-alleviation
公积金中心={place} Housing Provident Fund Management Centre/
  住房公积金管理中心={place} Housing Provident Fund Management Centre/
  住房公积金中心={place} Housing Provident Fund Management Centre/公积金管理中心/公积金管理部/
  住房公积金管理委员会 | | public-institution | housing-construction
疾控中心={place} Centre for Disease Control and Prevention/
  疾病预防控制中心={place} Centre for Disease Control and Prevention/
  疾控局={place} Bureau of Disease Control and Prevention/
  疾病预防控制局={place} Bureau of Disease Control and Prevention/卫生监督所/卫生防疫站 |
  | public-institution | health-affairs
图书馆={place} Library/文化馆={place} Cultural Centre/博物馆={place} Museum/纪念馆/
  美术馆={place} Art Museum/群艺馆/文化宫/科技馆={place} Science and Technology Museum/规划馆/
  少儿图书馆 | | public-institution | cultural-affairs
广播电视台={place} Radio and Television Station/电视台={place} Television Station/
  广电台={place} Radio and Television Station/广播电台={place} Radio Station/电台/传媒集团/
  广电集团/日报社/报业集团/广播电视总台/报业传媒集团/新闻传媒中心/新闻传媒集团/融媒中心 | | media
  | broadcasting-publishing
档案馆={place} Archives/档案局={place} Archives Bureau/地方志办公室={place} Local Records Office/
  方志办={place} Local Records Office/史志办/地方志编纂委员会办公室/地方志编委会/史志办公室/志办/
  地方志编委会办公室/史志研究室 | | public-institution | government-services
科学技术委员会/科委 | {place} Science and Technology Commission | department | science-technology
发展计划委员会/计委/计划委员会 | {place} Planning Commission | department | development-reform
经济委员会/经委 | {place} Economic Commission | department | industry-information
建设委员会/建委 | {place} Construction Commission | department | housing-construction
农业委员会/农委 | {place} Agriculture Commission | department | agriculture-rural-affairs
商务委员会/商委 | {place} Commerce Commission | department | commerce-trade
教育委员会/教委 | {place} Education Commission | department | education-affairs
体育运动委员会/体委 | {place} Sports Commission | department | sport
民族事务委员会/民委 | {place} Ethnic Affairs Commission | department | ethnic-religious-affairs
交通委员会/交委 | {place} Transport Commission | department | transport-affairs
文化委员会/文委 | {place} Culture Commission | department | cultural-affairs
规划委员会/规委 | {place} Planning Commission | department | spatial-planning
爱国卫生办 | {place} Patriotic Health Campaign Office | department | health-affairs
征兵办公室/征兵办 | {place} Conscription Office | department | defence-mobilisation
减负办/减轻企业负担工作领导小组办公室/减轻农民负担办公室 | | department | industry-information
代建局/代建中心/公共工程建设中心/重点工程建设中心/工务署={place} Public Works Agency/
  建筑工务署={place} Public Works Agency/重点工程建设办公室/重点办/代建办/重点项目办/重大项目办/
  重点项目中心/重点建设项目管理局/公建中心/工务局/重点工程管理局 | | public-institution
  | housing-construction
开发办/山区办/老区办/革命老区建设办公室/老区建设促进会/老促会/山海协作办/苏区办/老建办/苏区振兴办/
  赣南等原中央苏区振兴发展工作办公室 | | department | poverty-alleviation
机关党委/直机关党委/直党委 | {place} Party Committee of Departments | party-body
  | party-organisation
"""
"""Bodies whose names are no subject and organ: names, English, kind, functions."""

ZONES: Final = """
经济技术开发区/经济开发区/经开区/开发区/经济技术开发 | Economic Development Zone
高新技术产业开发区/高新技术产业园区/高新区/高新技术开发区/高新技术产业园/高新园区 | High-tech Zone
工业园区/工业园/工业区/产业园区/产业园/工业集中区/产业集聚区/工业园区工业集中区/产业转移工业园/
  产业转移园 | Industrial Park
投资区/台商投资区 | Investment Zone
园区 | Park
新区/新城/新城区/城市新区 | New District
旅游度假区/度假区 | Tourist Resort
风景名胜区/风景区/景区/名胜区/风景旅游区 | Scenic Area
保税区/综合保税区/保税港区/综保区 | Bonded Zone
生态旅游示范区/示范区/试验区/合作区/先行区/生态区/实验区/先导区/功能区/合作示范区/协同区
  | Demonstration Zone
自贸区/自贸试验区/自由贸易试验区/自贸片区/片区 | Pilot Free Trade Zone
港区/港口/港/空港区/空港经济区/临港区/临空经济区/陆港/航空港区/物流园区/物流园 | Port Zone
自然保护区/国家公园/湿地公园/森林公园 | Nature Reserve
科技城/科学城/科技园/软件园/大学城/科创园/科技园区/创新区/孵化园 | Science Park
"""
"""Words for a zone before 管理委员会, and their English."""
