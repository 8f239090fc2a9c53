"""A report.yaml in which nothing is left to be filled in; shared by the tests that sign a report."""

FULL = """\
body: {zh: 青岚县公安局, en: Qinglan County Bureau}
last_year: []
shortcomings:
  - {text: 送达时间登记不全, reason: 登记簿没有这一栏, owner: 法制大队}
head_duties:
  - {text: 主持研究执法监督四次, date: 2026-11-20, proof: 会议纪要第7号}
plans:
  - {text: 把送达时间列为登记簿必填项, owner: 法制大队, due: 2027-03-31}
  - {text: 清理逾期财物, owner: 案管中心}
words: {head: 局长全年主持法治工作会议四次。}
"""
