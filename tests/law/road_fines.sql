-- The road-fines log judged a second time, in SQL that knows nothing of the engine: what each norm must give.
--
-- Log: de Leoni and Mannhardt, "Road Traffic Fine Management Process" (2015),
-- doi 10.4121/uuid:270fd440-1057-4fb9-89a9-b699b47990f5. Every time in it is a civil date, so "earlier" and "later" both
-- hold for two events of one day; the row number orders the rest.
--
-- `t` is made by the test: seq, m (matter), a (activity), d (date), amount, expense, total (all in cents), dismissal,
-- article, class. `now` is the latest date. A section begins with `-- norm:` and gives rows (outcome, reason, duties).

-- norm: road_fines.sent_in_time
select case when created is null then 'undecidable'
            when sent - created <= case when created < date '2010-08-13' then 150 else 90 end then 'met' else 'late' end as outcome,
       case outcome when 'undecidable' then 'absent_fact' when 'late' then 'too_late' end as reason, count(*)
from (select s.d as sent, (select max(c.d) from t c where c.m = s.m and c.a = 'Create Fine' and c.d <= s.d) as created
      from t s where s.a = 'Send Fine')
group by all;

-- norm: road_fines.sent_within_90_days_flat
select case when sent - created <= 90 then 'met' else 'late' end as outcome,
       case outcome when 'late' then 'too_late' end as reason, count(*)
from (select s.d as sent, c.d as created from t s join t c on c.m = s.m and c.a = 'Create Fine' where s.a = 'Send Fine')
group by all;

-- norm: road_fines.sent_or_paid_in_time
select case when done <= due then 'met' when now.d <= due then 'open' when done is null then 'missed' else 'late' end as outcome,
       case outcome when 'missed' then 'absent' when 'late' then 'too_late' end as reason, count(*)
from (select c.d + case when c.d < date '2010-08-13' then 150 else 90 end as due,
             (select min(x.d) from t x where x.m = c.m and x.a in ('Send Fine', 'Payment') and x.d >= c.d) as done
      from t c where c.a = 'Create Fine'), now
group by all;

-- norm: road_fines.report_states_the_breach
select case when article is not null and amount is not null and class is not null then 'met' else 'missed' end as outcome,
       case when outcome = 'missed' then 'absent_part' end as reason, count(*)
from t where a = 'Create Fine'
group by all;

-- norm: road_fines.appeal_to_prefect_in_time
select case when notified is not null and appeal - notified <= 60 then 'met'
            when notified is not null then 'late' else 'missed' end as outcome,
       case when outcome = 'late' then 'too_late' when outcome = 'missed' and ever then 'only_after'
            when outcome = 'missed' then 'absent' end as reason, count(*)
from (select p.d as appeal,
             (select max(n.d) from t n where n.m = p.m and n.a = 'Insert Fine Notification' and n.d <= p.d) as notified,
             exists (select 1 from t n where n.m = p.m and n.a = 'Insert Fine Notification') as ever
      from t p where p.a = 'Insert Date Appeal to Prefecture')
group by all;

-- norm: road_fines.appeal_to_judge_in_time
select case when notified is not null and appeal - notified <= case when appeal < date '2011-10-06' then 60 else 30 end then 'met'
            when notified is not null then 'late' else 'missed' end as outcome,
       case when outcome = 'late' then 'too_late' when outcome = 'missed' and ever then 'only_after'
            when outcome = 'missed' then 'absent' end as reason, count(*)
from (select p.d as appeal,
             (select max(n.d) from t n where n.m = p.m and n.a = 'Insert Fine Notification' and n.d <= p.d) as notified,
             exists (select 1 from t n where n.m = p.m and n.a = 'Insert Fine Notification') as ever
      from t p where p.a = 'Appeal to Judge' and p.d >= date '2003-08-13')
group by all;

-- norm: road_fines.appeal_sent_on_in_time
select case when done <= due then 'met' when paid then 'excused'
            when now.d <= due then 'open' when done is null then 'missed' else 'late' end as outcome,
       case outcome when 'missed' then 'absent' when 'late' then 'too_late' end as reason, count(*)
from (select p.d + 60 as due,
             (select min(x.d) from t x where x.m = p.m and x.a = 'Send Appeal to Prefecture' and x.d >= p.d) as done,
             exists (select 1 from t x where x.m = p.m and x.a = 'Payment' and x.d <= p.d + 60) as paid
      from t p where p.a = 'Insert Date Appeal to Prefecture'), now
group by all;

-- norm: road_fines.lapsed_appeal_sent_before_granted
-- The time for sending on runs out on its sixtieth day; the law of that day decides, and 120 days more are counted from it.
select case when done <= lapsed + 120 then 'met' when now.d <= lapsed + 120 then 'open'
            when done is null then 'missed' else 'late' end as outcome,
       case outcome when 'missed' then 'absent' when 'late' then 'too_late' end as reason, count(*)
from (select p.d + 60 as lapsed,
             (select min(x.d) from t x where x.m = p.m and x.a = 'Send Appeal to Prefecture' and x.d >= p.d) as done,
             exists (select 1 from t x where x.m = p.m and x.a = 'Payment' and x.d <= p.d + 60) as paid
      from t p where p.a = 'Insert Date Appeal to Prefecture'), now
where not paid and (done is null or done > lapsed) and lapsed < now.d and lapsed >= date '2003-08-13'
group by all;

-- norm: road_fines.result_after_sending
select case when sent is not null and sent <= result then 'met' else 'missed' end as outcome,
       case when outcome = 'missed' and sent is null then 'absent' when outcome = 'missed' then 'only_after' end as reason, count(*)
from (select r.d as result, (select min(s.d) from t s where s.m = r.m and s.a = 'Send Appeal to Prefecture') as sent
      from t r where r.a = 'Receive Result Appeal from Prefecture')
group by all;

-- norm: road_fines.result_notified_in_time
select case when done <= due then 'met' when now.d <= due then 'open' when done is null then 'missed' else 'late' end as outcome,
       case outcome when 'missed' then 'absent' when 'late' then 'too_late' end as reason, count(*)
from (select r.d + 150 as due,
             (select min(x.d) from t x where x.m = r.m and x.a = 'Notify Result Appeal to Offender' and x.d >= r.d) as done
      from t r where r.a = 'Receive Result Appeal from Prefecture' and r.d >= date '2003-08-13'), now
group by all;

-- norm: road_fines.result_notified_after_its_steps
-- Each of the two steps happens at most once in a matter of this log.
select case when sent <= told and result <= told and sent <= result then 'met' else 'missed' end as outcome,
       case when outcome = 'met' then null
            when coalesce(sent <= told, false) and coalesce(result <= told, false) then 'only_after'
            when coalesce(sent <= told, false) or coalesce(result <= told, false) then 'absent_part'
            when sent is not null or result is not null then 'only_after' else 'absent' end as reason, count(*)
from (select n.d as told,
             (select min(x.d) from t x where x.m = n.m and x.a = 'Send Appeal to Prefecture') as sent,
             (select min(x.d) from t x where x.m = n.m and x.a = 'Receive Result Appeal from Prefecture') as result
      from t n where n.a = 'Notify Result Appeal to Offender')
group by all;

-- norm: road_fines.penalty_after_sixty_days
select case when added - notified = 60 then 'met' when added - notified > 60 then 'late' else 'missed' end as outcome,
       case when outcome = 'late' then 'too_late' when outcome = 'missed' and notified is not null then 'too_early'
            when outcome = 'missed' then 'absent' end as reason, count(*)
from (select p.d as added,
             (select max(n.d) from t n where n.m = p.m and n.a = 'Insert Fine Notification' and n.d <= p.d) as notified
      from t p where p.a = 'Add penalty')
group by all;

-- norm: road_fines.no_penalty_after_full_payment
select case when paid is null or paid < amount + expense then 'met'
            when paid >= amount + expense then 'missed' else 'undecidable' end as outcome,
       case outcome when 'missed' then 'out_of_range' when 'undecidable' then 'absent_fact' end as reason, count(*)
from (select (select list(x.total order by x.d, x.seq)[-1] from t x where x.m = p.m and x.a = 'Payment' and x.d <= p.d) as paid,
             (select x.amount from t x where x.m = p.m and x.a = 'Create Fine' and x.d <= p.d) as amount,
             (select x.expense from t x where x.m = p.m and x.a = 'Send Fine' and x.d <= p.d) as expense
      from t p where p.a = 'Add penalty')
group by all;

-- norm: road_fines.penalty_added_once
select case when nth = 1 then 'met' else 'missed' end as outcome,
       case outcome when 'missed' then 'too_many' end as reason, count(*)
from (select row_number() over (partition by m order by d, seq) as nth from t where a = 'Add penalty')
group by all;

-- norm: road_fines.paid_at_reduced_rate
select case when done <= due then 'met' when appealed then 'excused'
            when now.d <= due then 'open' when done is null then 'missed' else 'late' end as outcome,
       case outcome when 'missed' then 'absent' when 'late' then 'too_late' end as reason, count(*)
from (select n.d + 60 as due,
             (select min(x.d) from t x where x.m = n.m and x.a = 'Payment' and x.d >= n.d) as done,
             exists (select 1 from t x where x.m = n.m and x.a = 'Payment' and x.d <= n.d) as before,
             exists (select 1 from t x where x.m = n.m and x.d between n.d and n.d + 60
                     and x.a in ('Insert Date Appeal to Prefecture', 'Appeal to Judge')) as appealed
      from t n where n.a = 'Insert Fine Notification'), now
where not before
group by all;

-- norm: road_fines.collection_after_its_steps
select case when sent <= notified and notified <= added and added <= collected then 'met' else 'missed' end as outcome,
       case outcome when 'missed' then 'not met in this log' end as reason, count(*)
from (select c.d as collected,
             (select min(x.d) from t x where x.m = c.m and x.a = 'Send Fine') as sent,
             (select min(x.d) from t x where x.m = c.m and x.a = 'Insert Fine Notification') as notified,
             (select min(x.d) from t x where x.m = c.m and x.a = 'Add penalty') as added
      from t c where c.a = 'Send for Credit Collection')
group by all;

-- norm: road_fines.collection_after_window
select case when collected > notified + 60 then 'met' else 'missed' end as outcome,
       case when outcome = 'missed' and notified is not null then 'too_early' when outcome = 'missed' then 'absent' end as reason,
       count(*)
from (select c.d as collected,
             (select max(x.d) from t x where x.m = c.m and x.a = 'Insert Fine Notification' and x.d <= c.d) as notified
      from t c where c.a = 'Send for Credit Collection')
group by all;

-- norm: road_fines.collection_within_five_years
select case when collected <= notified + interval 5 year then 'met' when notified is not null then 'late' else 'missed' end as outcome,
       case outcome when 'late' then 'too_late' when 'missed' then 'absent' end as reason, count(*)
from (select c.d as collected,
             (select max(x.d) from t x where x.m = c.m and x.a = 'Insert Fine Notification' and x.d <= c.d) as notified
      from t c where c.a = 'Send for Credit Collection')
group by all;

-- norm: road_fines.no_collection_after_full_payment
select case when paid is null or amount is null then 'undecidable' when collected then 'missed' else 'open' end as outcome,
       case outcome when 'missed' then 'forbidden' when 'undecidable' then 'absent_fact' end as reason, count(*)
from (select p.total as paid,
             (select list(x.amount order by x.d, x.seq)[-1] from t x
              where x.m = p.m and x.d <= p.d and x.amount is not null) as amount,
             (select list(x.expense order by x.d, x.seq)[-1] from t x
              where x.m = p.m and x.d <= p.d and x.expense is not null) as expense,
             exists (select 1 from t x where x.m = p.m and x.a = 'Send for Credit Collection' and x.d >= p.d) as collected
      from t p where p.a = 'Payment')
where paid is null or amount is null or paid >= amount + coalesce(expense, 0)
group by all;

-- norm: road_fines.no_collection_after_dismissal
select case when by_prefect or by_judge then 'missed' else 'met' end as outcome,
       case outcome when 'missed' then 'out_of_range' end as reason, count(*)
from (select coalesce((select list(x.dismissal order by x.d, x.seq)[-1] from t x
                       where x.m = c.m and x.a = 'Send Appeal to Prefecture' and x.d <= c.d) = '#', false) as by_prefect,
             coalesce((select list(x.dismissal order by x.d, x.seq)[-1] from t x
                       where x.m = c.m and x.a = 'Appeal to Judge' and x.d <= c.d) = 'G', false) as by_judge
      from t c where c.a = 'Send for Credit Collection')
group by all;

-- norm: road_fines.no_collection_while_prefect_decides
select case when collected is not null and (result is null or collected <= result) then 'missed'
            when result is not null then 'met' else 'open' end as outcome,
       case outcome when 'missed' then 'forbidden' end as reason, count(*)
from (select (select min(x.d) from t x where x.m = p.m and x.a = 'Send for Credit Collection' and x.d >= p.d) as collected,
             (select min(x.d) from t x where x.m = p.m and x.a = 'Receive Result Appeal from Prefecture' and x.d >= p.d) as result
      from t p where p.a = 'Insert Date Appeal to Prefecture')
group by all;
