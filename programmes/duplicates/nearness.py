"""The questions that the search asks of indexes: which rows are near these ones?

Each gives pairs of ids; `LIMIT` bounds what one row can cost, however common its name.
"""

# What two rows have in common at least to be one: kind, and lab unless none is known.
_ALIKE = """
  o.id <> me.id AND o.kind = me.kind AND o.status <> 'merged'
  AND o.is_fictitious = me.is_fictitious
  AND (o.lab_id = me.lab_id OR o.lab_id IS NULL OR me.lab_id IS NULL)
"""
_SAME_NAME = """
SELECT me.id, near.id FROM programmes_organisation me CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_organisation o
  WHERE o.name_key = me.name_key AND :alike LIMIT 20
) near WHERE me.id = ANY(%s) AND me.name_key <> ''
"""
_ACRONYM = """
SELECT me.id, near.id FROM programmes_organisation me CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_organisation o
  WHERE o.name_key = me.acronym_key AND :alike LIMIT 20
) near WHERE me.id = ANY(%s) AND length(me.acronym_key) > 2
"""
_NAME_OF_ACRONYM = """
SELECT me.id, near.id FROM programmes_organisation me CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_organisation o
  WHERE o.acronym_key = me.name_key AND o.acronym_key <> '' AND :alike LIMIT 20
) near WHERE me.id = ANY(%s) AND length(me.name_key) > 2
"""
# Neighbours in the order of names, among those with the same first four letters; `{`
# comes after z. These operators use the index under any collation.
_AFTER = """
SELECT me.id, near.id FROM programmes_organisation me CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_organisation o
  WHERE o.name_key ~>~ me.name_key
    AND o.name_key ~<~ (left(me.name_key, 4) || '{') AND :alike
  ORDER BY o.name_key USING ~<~ LIMIT 8
) near WHERE me.id = ANY(%s) AND length(me.name_key) > 5
"""
_BEFORE = """
SELECT me.id, near.id FROM programmes_organisation me CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_organisation o
  WHERE o.name_key ~<~ me.name_key
    AND o.name_key ~>=~ left(me.name_key, 4) AND :alike
  ORDER BY o.name_key USING ~>~ LIMIT 8
) near WHERE me.id = ANY(%s) AND length(me.name_key) > 5
"""
_SIREN_OF_SIRET = """
SELECT me.id, o.id FROM programmes_organisation me
JOIN programmes_site s ON s.organisation_id = me.id
JOIN programmes_organisation o ON o.siren = left(s.siret, 9)
WHERE me.id = ANY(%s) AND s.siret <> '' AND :alike
"""
_SAME_SIRET = """
SELECT me.id, near.id FROM programmes_organisation me
JOIN programmes_site s ON s.organisation_id = me.id
CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_site t
  JOIN programmes_organisation o ON o.id = t.organisation_id
  WHERE t.siret = s.siret AND :alike LIMIT 20
) near WHERE me.id = ANY(%s) AND s.siret <> ''
"""
_SAME_ADDRESS = """
SELECT me.id, near.id FROM programmes_organisation me
JOIN programmes_site s ON s.organisation_id = me.id
CROSS JOIN LATERAL (
  SELECT o.id FROM programmes_site t
  JOIN programmes_organisation o ON o.id = t.organisation_id
  WHERE servindus_fold(t.address) = servindus_fold(s.address) AND t.address <> ''
    AND t.postcode = s.postcode AND :alike LIMIT 20
) near WHERE me.id = ANY(%s) AND length(s.address) > 7
"""
WAYS = tuple(
    query.replace(":alike", _ALIKE)
    for query in (
        _SAME_NAME,
        _ACRONYM,
        _NAME_OF_ACRONYM,
        _AFTER,
        _BEFORE,
        _SIREN_OF_SIRET,
        _SAME_SIRET,
        _SAME_ADDRESS,
    )
)
# What is told of each: number, name, then places, SIRET and addresses of its sites. Of
# a company with thousands of sites a thousand are enough.
FACTS = """
SELECT o.id, o.lab_id, coalesce(o.siren, ''), o.name_key, o.acronym_key,
  coalesce(s.places, '{}'), coalesce(s.sirets, '{}'), coalesce(s.addresses, '{}')
FROM programmes_organisation o LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT postcode || ' ' || servindus_fold(commune_name))
      FILTER (WHERE postcode <> '' OR commune_name <> '') AS places,
    array_agg(DISTINCT siret) FILTER (WHERE siret <> '') AS sirets,
    array_agg(DISTINCT servindus_fold(address) || ' ' || postcode)
      FILTER (WHERE length(address) > 7) AS addresses
  FROM (SELECT * FROM programmes_site t WHERE t.organisation_id = o.id LIMIT 1000) t
) s ON true WHERE o.id = ANY(%s)
"""
