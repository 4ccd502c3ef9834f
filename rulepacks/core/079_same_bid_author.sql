/*---
id: same_bid_author
catalogue: 79
version: 1
core: true
title_zh: 同一标段两家投标文件的作者或委托代理人相同
title_en: Two bids of one section share the file author or the agent
strength: A
basis: [招标投标法实施条例第四十条第（一）（二）项, 规则目录第79条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name, author, agent, agent_name]
parameters:
  default_authors:
    title_zh: 系统或软件默认的作者名（小写、去空格）
    title_en: author names set by a system or program (lower case, no spaces)
    type: list
    values:
      - since: 2000-01-01
        basis: 样本口径，另加常见操作系统、办公和造价软件的默认名
        value: [administrator, admin, user, users, guest, pc, owner, 微软用户, 微软中国, microsoft, microsoftoffice用户, windows用户, windowsuser,
          lenovo, 联想, dell, hp, asus, acer, huawei, thinkpad, 雨林木风, 番茄花园, 深度技术, wps, wps用户, kingsoft, 广联达, glodon, 新点, epoint,
          宏业, 斯维尔, 品茗, 鲁班, 投标文件制作工具,
          无, 未知, /, "-", none, "null"]
subject:
  - section: ref
  - bidder_a: uscc
  - bidder_b: uscc
exclusions:
  default_author: {title_zh: 作者名是系统或通用软件的默认名，代理人也不相同, title_en: the author is a default name of a system or program and the agents differ}
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，{name_a}（{bidder_a:uscc}）与{name_b}（{bidder_b:uscc}）投标登记中{same}相同：{value:name}。"
explanation_en: "In section {section:ref} (opened {opened_on:date}) the bids of {name_a} ({bidder_a:uscc}) and {name_b} ({bidder_b:uscc}) give the same {same_en}: {value:name}."
verify_zh: 两家投标文件各由谁、在哪台电脑上编制？委托代理人是否同时受两家委托？
verify_en: Who prepared each bid, on which computer? Did both bidders appoint the same agent?
clears_zh: 作者名系软件默认或同一打印社代为排版的证明；代理人身份证号登记有误的更正材料。
clears_en: Proof that the author name is a program default or a copy shop's, or a correction of the agent's id number.
---*/
WITH shared AS (
  SELECT
    a.section, a.bidder AS bidder_a, b.bidder AS bidder_b, a.bidder_name AS name_a, b.bidder_name AS name_b,
    a.project, a.opened_on, a.author, a.agent_name, a._row AS row_a, b._row AS row_b,
    COALESCE(a.agent = b.agent, FALSE) AS same_agent,
    LOWER(REPLACE(a.author, ' ', '')) IN (:default_authors) AS by_default
  FROM bid AS a
  JOIN bid AS b ON b.section = a.section AND a.bidder < b.bidder
  WHERE a.agent = b.agent OR LOWER(a.author) = LOWER(b.author)
),
marked AS (
  SELECT *, NOT same_agent AND COALESCE(by_default, FALSE) AS x_default_author FROM shared
)
SELECT
  section,
  bidder_a,
  bidder_b,
  ANY_VALUE(name_a) AS name_a,
  ANY_VALUE(name_b) AS name_b,
  ANY_VALUE(project) AS project,
  MIN(opened_on) AS opened_on,
  MONTH_OF(MIN(opened_on)) AS month,
  CASE WHEN BOOL_OR(same_agent) THEN '委托代理人' ELSE '文件作者' END AS same,
  CASE WHEN BOOL_OR(same_agent) THEN 'agent' ELSE 'file author' END AS same_en,
  CASE WHEN BOOL_OR(same_agent) THEN MAX(agent_name) ELSE MAX(author) END AS value,
  LIST_DISTINCT(LIST_CONCAT(LIST(row_a), LIST(row_b))) AS evidence,
  -- a resubmitted bid counts once; one real match is enough
  BOOL_AND(x_default_author) AS x_default_author
FROM marked
GROUP BY section, bidder_a, bidder_b
