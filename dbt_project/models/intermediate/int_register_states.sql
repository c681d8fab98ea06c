-- One row a register entry and snapshot: what the register said of it, and for which days that holds. Every snapshot that was not
-- refused counts, also those that no longer stand; of two for one period the one received last. A state holds from the first day
-- of its snapshot's period until the next snapshot that has the entry; what a register no longer lists keeps its last state.
with last_loads as (
    {{ last_loads() }}
),

snapshots as (
    select
        *,
        row_number() over (
            partition by partner, period_start
            order by received_at desc, load_id desc
        ) as snapshot_rank
    from last_loads
    where contract = 'organisations'
),

entries as (
    select
        snapshots.partner,
        snapshots.delivery_id,
        snapshots.load_id,
        snapshots.period_start,
        snapshots.received_at,
        register_rows.row_number,
        register_rows.local_ref,
        register_rows.ice,
        register_rows.cooperative_number,
        register_rows.court,
        register_rows.name_fr,
        register_rows.name_ar,
        register_rows.legal_form,
        register_rows.province,
        register_rows.commune,
        register_rows.sector,
        register_rows.members_total,
        register_rows.members_women,
        register_rows.members_youth,
        register_rows.founded_on,
        register_rows.status,
        row_number() over (
            partition by snapshots.partner, register_rows.local_ref, snapshots.period_start
            order by register_rows.row_number
        ) as row_rank
    from {{ source('lake', 'organisations') }} as register_rows
    inner join snapshots on register_rows.load_id = snapshots.load_id
    where snapshots.snapshot_rank = 1
),

final as (
    select
        partner,
        local_ref,
        period_start as holds_from,
        coalesce(
            {{ add_days('lead(period_start) over (partition by partner, local_ref order by period_start)', -1) }},
            {{ last_day_of_all() }}
        ) as holds_to,
        row_number() over (partition by partner, local_ref order by period_start) = 1 as is_first,
        delivery_id,
        load_id,
        row_number,
        received_at,
        ice,
        cooperative_number,
        court,
        name_fr,
        name_ar,
        legal_form,
        province,
        commune,
        sector,
        members_total,
        members_women,
        members_youth,
        founded_on,
        status
    from entries
    where row_rank = 1
)

select * from final
