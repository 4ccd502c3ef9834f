/*---
id: same_bid_machine
catalogue: 83
version: 1
core: true
title_zh: 同一标段两家投标文件出自同一台电脑（MAC地址或硬盘序列号相同）
title_en: Two bids of one section came from one computer (MAC address or disk number)
strength: B
basis: [招标投标法实施条例第四十条第（一）项, 规则目录第83条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name, ip, mac, disk, terminal]
parameters:
  public_words:
    title_zh: 表明公共终端的字样
    title_en: words for a public terminal
    type: list
    values: [{since: 2000-01-01, value: [公共, 公用, 大厅, 自助终端], basis: 样本口径（公共终端），另加常见写法}]
  empty_values:
    title_zh: 不能识别机器的占位值（大写，去分隔符）
    title_en: placeholder values that identify no machine (upper case, no separators)
    type: list
    values:
      - since: 2000-01-01
        basis: 主板与虚拟网卡的常见出厂占位值
        value: ["000000000000", FFFFFFFFFFFF, "005056C00001", "005056C00008", "0", "00000000", "0123456789ABCDEF", "123456789", TOBEFILLEDBYO.E.M.,
          DEFAULTSTRING, NONE, "NULL", 无, /, "-", UNKNOWN, 未知, 无法获取, 未获取]
subject:
  - section: ref
  - bidder_a: uscc
  - bidder_b: uscc
exclusions:
  public_terminal: {title_zh: 两家均使用交易中心公共终端上传, title_en: both used a public terminal of the trading centre}
  ip_only: {title_zh: 仅公网IP相同，MAC与硬盘号均不同, title_en: "only the public IP is equal, MAC and disk number differ"}
  placeholder: {title_zh: 相同的只是出厂占位值，不能识别机器, title_en: the equal value is a factory placeholder}
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，{name_a}（{bidder_a:uscc}）与{name_b}（{bidder_b:uscc}）投标文件登记的{same}相同：{value}。"
explanation_en: "In section {section:ref} (opened {opened_on:date}) the bids of {name_a} ({bidder_a:uscc}) and {name_b} ({bidder_b:uscc}) record the same {same_en}: {value}."
verify_zh: 两家投标文件是否在同一台电脑上编制或上传？该电脑属谁，放在何处？
verify_en: Were both bids made or uploaded on one computer? Whose is it, and where does it stand?
clears_zh: 使用公共终端、同一打印社或同一代理点上传的登记记录；设备信息采集错误的说明。
clears_en: A log of the public terminal or copy shop used, or proof that the machine data was collected wrongly.
---*/
WITH machine AS (
  SELECT
    section, project, opened_on, bidder, bidder_name, ip, _row,
    NULLIF(UPPER(REPLACE(REPLACE(REPLACE(REPLACE(mac, ':', ''), '-', ''), '.', ''), ' ', '')), '') AS mac,
    UPPER(REPLACE(disk, ' ', '')) AS disk,
    CONTAINS_ANY(terminal, :public_words) AS is_public
  FROM bid
),
compared AS (
  SELECT
    a.section, a.bidder AS bidder_a, b.bidder AS bidder_b, a.bidder_name AS name_a, b.bidder_name AS name_b,
    a.project, a.opened_on, a.mac, a.disk, a.ip, a._row AS row_a, b._row AS row_b,
    COALESCE(a.mac = b.mac, FALSE) AS equal_mac,
    COALESCE(a.disk = b.disk, FALSE) AS equal_disk,
    COALESCE(a.mac = b.mac AND NOT a.mac IN (:empty_values), FALSE) AS same_mac,
    COALESCE(a.disk = b.disk AND NOT a.disk IN (:empty_values), FALSE) AS same_disk,
    a.is_public AND b.is_public AS x_public_terminal
  FROM machine AS a
  JOIN machine AS b ON b.section = a.section AND a.bidder < b.bidder
  WHERE a.mac = b.mac OR a.disk = b.disk OR (a.ip = b.ip AND NOT a.ip IN (:empty_values))
),
marked AS (
  SELECT
    *,
    NOT equal_mac AND NOT equal_disk AS x_ip_only,
    (equal_mac OR equal_disk) AND NOT same_mac AND NOT same_disk AS x_placeholder
  FROM compared
),
-- Of several submissions of one pair, those that stand make the finding.
kept AS (
  SELECT
    *,
    x_public_terminal OR x_ip_only OR x_placeholder AS excluded,
    BOOL_AND(x_public_terminal OR x_ip_only OR x_placeholder)
      OVER (PARTITION BY section, bidder_a, bidder_b) AS all_excluded
  FROM marked
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
  CASE
    WHEN BOOL_OR(equal_mac) AND BOOL_OR(equal_disk) THEN 'MAC地址和硬盘序列号'
    WHEN BOOL_OR(equal_mac) THEN 'MAC地址'
    WHEN BOOL_OR(equal_disk) THEN '硬盘序列号'
    ELSE '上传IP'
  END AS same,
  CASE
    WHEN BOOL_OR(equal_mac) AND BOOL_OR(equal_disk) THEN 'MAC address and disk number'
    WHEN BOOL_OR(equal_mac) THEN 'MAC address'
    WHEN BOOL_OR(equal_disk) THEN 'disk number'
    ELSE 'upload IP'
  END AS same_en,
  CASE WHEN BOOL_OR(equal_mac) THEN MAX(mac) WHEN BOOL_OR(equal_disk) THEN MAX(disk) ELSE MAX(ip) END AS value,
  LIST_DISTINCT(LIST_CONCAT(LIST(row_a), LIST(row_b))) AS evidence,
  BOOL_OR(x_public_terminal) AS x_public_terminal,
  BOOL_OR(x_ip_only) AS x_ip_only,
  BOOL_OR(x_placeholder) AS x_placeholder
FROM kept
WHERE excluded = all_excluded
GROUP BY section, bidder_a, bidder_b
