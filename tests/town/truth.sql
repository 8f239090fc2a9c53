-- The town's truth a second time: thirty norms recomputed from the raw exports, by headings, in SQL that knows nothing of
-- the engine, the lawbook or the town's recipes.
--
-- `admin` and `crime` are the logs, `adminledger` the ledger (a damaged row has a time that is none, or no number);
-- `custody` is the log of custody. `cal` has a row for each day with its number among the working days.
-- A section gives the matter and the time of the trigger of every duty that is not fulfilled in time, and what is wrong.

create macro next_hour(t) as date_trunc('hour', t) + interval 1 hour;
create macro rolled(x) as (select min(cal.day) from cal where cal.day >= x and cal.working);
create macro working_days_on(x, n) as
  (select min(cal.day) from cal where cal.working and cal.nth = (select max(b.nth) from cal b where b.day <= x) + n);
create view a as select 行政案件编号 m, 办理环节 s, try_cast(办理时间 as timestamp) t, try_cast(办理结束时间 as timestamp) u, 当事人 p, 物品编号 i, *
  from admin where 行政案件编号 is not null and try_cast(办理时间 as timestamp) is not null
  and (办理结束时间 is null or try_cast(办理结束时间 as timestamp) >= try_cast(办理时间 as timestamp));
create view c as select 刑事案件编号 m, 办理环节 s, try_cast(办理时间 as timestamp) t, try_cast(办理结束时间 as timestamp) u, 当事人 p, 物品编号 i, *
  from crime where 刑事案件编号 is not null and try_cast(办理时间 as timestamp) is not null
  and (办理结束时间 is null or try_cast(办理结束时间 as timestamp) >= try_cast(办理时间 as timestamp));
create view k as select 羁押事项编号 m, 办理环节 s, try_cast(办理时间 as timestamp) t, 当事人 p, *
  from custody where 羁押事项编号 is not null and try_cast(办理时间 as timestamp) is not null
  and (办理结束时间 is null or try_cast(办理结束时间 as timestamp) >= try_cast(办理时间 as timestamp));

-- norm: evidence.rights_told
select m, t, 'absent_part' from a where s in ('询问', '远程询问') and 已告知权利义务 is distinct from '是';
-- norm: evidence.id_shown
select m, t, 'absent_part' from a where s in ('询问', '检查场所') and 已出示证件 is distinct from '是';
-- norm: evidence.record_signed
select m, t, 'absent_part' from a where s = '询问' and 本人签名 is distinct from '是' and 拒签已注明 is distinct from '是';
-- norm: decision.paper_is_sealed
select m, t, 'absent_part' from a where s = '作出处罚决定' and 已盖印章 is distinct from '是';
-- norm: decision.surcharge_is_stated
select m, t, 'absent_part' from a where s = '作出处罚决定' and try_cast(罚款数额 as int) > 0 and 载明加处罚款标准 is distinct from '是';
-- norm: questioning.summons_times_written
select m, t, 'absent_part' from a where s = '离开' and (已填写到案时间 is distinct from '是' or 已填写离开时间 is distinct from '是');
-- norm: property.ledger_complete
select m, t, 'absent_part' from a
where s = '财物入库' and (台账编号已填 is distinct from '是' or 存放地点已填 is distinct from '是' or 物品状态已填 is distinct from '是');
-- norm: seizure.samples_photographed
select m, t, 'absent_part' from a where s = '抽样取证' and 已拍照或者录像 is distinct from '是';
-- norm: seizure.storage_media_sealed
select m, t, 'absent_part' from a where s = '扣押电子存储介质' and 封存并注明 is distinct from '是';
-- norm: fast_track.consent_is_signed
select m, t, 'absent_part' from a where s = '同意快速办理' and 本人签名 is distinct from '是';
-- norm: questioning.oral_summons_noted
select m, t, 'absent_part' from a where s = '口头传唤' and (已出示证件 is distinct from '是' or 笔录注明 is distinct from '是');
-- norm: service.spot_collection_with_a_receipt
select m, t, 'absent_part' from a where s = '当场收缴罚款' and 已出具票据凭证 is distinct from '是';
-- norm: service.spot_penalty_within_the_limit
select m, t, 'out_of_range' from a
where s = '当场处罚' and try_cast(罚款数额 as int) > case when t >= timestamp '2026-01-01' then 500 else 200 end;
-- norm: decision.conduct_found_within_six_months
select m, t, 'out_of_range' from a where s = '作出处罚决定' and try_cast(发现日 as date) - try_cast(违法行为终了日 as date) > 184;
-- norm: hearing.organised_by_the_legal_unit
select m, t, 'out_of_range' from a where s = '举行听证' and 组织单位 = '办案部门';
-- norm: property.station_confiscates_little
select m, t, 'out_of_range' from a where s = '决定收缴追缴' and 决定机关层级 = '派出所' and 违禁品等应收缴物品 = '否' and 追缴后退还被侵害人 = '否'
  and (try_cast(财物价值 as int) > 500 or 有异议 = '是');
-- norm: measures.no_handcuffs_on_the_drunk
select m, t, 'out_of_range' from a where s = '约束至酒醒' and 使用手铐脚镣 = '是';
-- norm: mediation.open_case_only
select m, t, 'out_of_range' from a where s = '调解' and 不适用调解的情形 is not null and 不适用调解的情形 <> '无此情形';
-- norm: notice.notice_before_decision
select m, t, 'absent' from a x where s = '作出处罚决定' and not exists
  (from a y where y.m = x.m and y.p = x.p and y.t <= x.t and y.s in ('处罚前告知', '放弃陈述申辩'));
-- norm: questioning.summons_approved_first
select m, t, case when exists (from a y where y.m = x.m and y.p = x.p and y.s = '批准传唤') then 'only_after' else 'absent' end
from a x where s = '传唤' and not exists (from a y where y.m = x.m and y.p = x.p and y.s = '批准传唤' and y.t <= x.t);
-- norm: questioning.forced_summons_approved_first
select m, t, 'absent' from a x where s = '强制传唤'
  and not exists (from a y where y.m = x.m and y.p = x.p and y.s = '批准强制传唤' and y.t <= x.t);
-- norm: evidence.obtaining_approved_first
select m, t, 'absent' from a x where s = '调取证据' and not exists (from a y where y.m = x.m and y.s = '批准调取证据' and y.t <= x.t);
-- norm: property.sale_approved
select m, t, 'absent' from a x where s = '先行变卖' and not exists (from a y where y.m = x.m and y.i = x.i and y.s = '批准变卖' and y.t <= x.t);
-- norm: fast_track.consent_is_given
select m, t, 'absent' from a x where s = '启动快速办理'
  and not exists (from a y where y.m = x.m and y.p = x.p and y.s = '同意快速办理' and y.t <= x.t);
-- norm: seizure.approved_by_a_leader
select m, t, 'wrong_role' from a where s = '批准扣押' and 局负责人 is null and coalesce(主办民警, 办案部门负责人) is not null;
-- norm: questioning.summons_by_the_unit
select m, t, 'wrong_role' from a where s = '批准传唤' and 办案部门负责人 is null and 局负责人 is null and 主办民警 is not null;
-- norm: decision.spot_penalty_filed_in_time
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from a y where y.m = x.m and y.p = x.p and y.s = '当场处罚备案') done from a x where s = '当场处罚')
where done is null or done > next_hour(t) + interval 24 hour;
-- norm: evidence.reappraisal_refusal_told
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from a y where y.m = x.m and y.s = '通知不准予重新鉴定') done from a x where s = '不准予重新鉴定')
where done is null or done::date > rolled((t + interval 3 day)::date);
-- norm: service.decision_served
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from a y where y.m = x.m and y.p = x.p and y.s = '送达决定书' and y.受送达人 = '被处罚人') done,
             exists (from a y where y.m = x.m and y.p = x.p and y.s = '公告送达') announced from a x where s = '作出处罚决定')
where (done is null or done::date > working_days_on(t::date, 2)) and not announced;
-- norm: custody.family_told_within_24_hours
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from c y where y.m = x.m and y.p = x.p and y.s = '通知家属' and y.通知事项 = '拘留') done,
             exists (from c y where y.m = x.m and y.p = x.p and y.s = '注明无法通知家属') unreachable from c x where s = '执行刑事拘留')
where (done is null or done > next_hour(t) + interval 24 hour) and not unreachable;
-- norm: custody.arrest_receipt_sent_in_three_days
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from c y where y.m = x.m and y.p = x.p and y.s = '送交执行回执' and y.t >= x.t) done
      from c x where s = '执行逮捕')
where done is null or done::date > rolled((t + interval 3 day)::date);
-- norm: detention.papers_forwarded_in_24_hours
select m, t, case when done is null then 'absent' else 'too_late' end
from (select m, t, (select min(y.t) from k y where y.m = x.m and y.p = x.p and y.s = '转送申诉控告材料') done
      from k x where s = '提出申诉控告' and 事项种类 = '行政拘留执行')
where done is null or done > next_hour(t) + interval 24 hour;
