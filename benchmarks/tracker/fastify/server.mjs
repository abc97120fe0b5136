// The tracker's four requests with Fastify and pg, as their documentation suggests: schemas for
// what comes in, prepared statements, rows as objects. PGHOST, PGUSER and PGDATABASE say where
// PostgreSQL is; PORT where to listen.

import Fastify from "fastify";
import pg from "pg";

const OWNER = "00000000-0000-4000-8000-000000000001";
const pool = new pg.Pool({ max: 10 });
const app = Fastify();

const SHOWN = `
  i.*, c.company_name, r.role_name,
  coalesce((
    SELECT json_agg(json_build_object(
      'skill_id', s.skill_id, 'skill_name', s.skill_name, 'is_required', l.is_required,
      'is_nice_to_have', l.is_nice_to_have, 'required_proficiency', l.required_proficiency,
      'priority_level', l.priority_level, 'was_assessed', l.was_assessed,
      'assessed_proficiency', l.assessed_proficiency, 'assessment_notes', l.assessment_notes,
      'passed_assessment', l.passed_assessment) ORDER BY lower(s.skill_name))
    FROM interview_skills l JOIN skills s USING (skill_id) WHERE l.interview_id = i.interview_id
  ), '[]') AS skills`;
const JOINS = `
  LEFT JOIN companies c USING (company_id) LEFT JOIN roles r USING (role_id)`;
const ONE = `
  SELECT ${SHOWN} FROM interviews i ${JOINS}
  WHERE i.interview_id = $1 AND i.owner_id = $2 AND i.deleted_at IS NULL`;

const WORDS = {
  interview_type: ["actual", "mock", "practice"],
  seniority_level: [
    "intern", "junior", "mid", "senior", "staff", "principal", "lead", "manager", "director",
  ],
  interview_status: ["scheduled", "in_progress", "completed", "cancelled", "rescheduled"],
  interview_result: [
    "pending", "passed", "failed", "offer_received", "offer_accepted", "offer_declined",
  ],
};
const oneOf = (name) => ({ type: "string", enum: WORDS[name] });
const line = { type: "string", maxLength: 200 };
const prose = { type: "string", maxLength: 20000 };
const day = { type: "string", format: "date" };
const key = { type: "integer", minimum: 1, maximum: 2147483647 };

const FIELDS = {
  company_id: key,
  role_id: key,
  custom_role_title: line,
  interview_type: oneOf("interview_type"),
  seniority_level: oneOf("seniority_level"),
  interview_status: oneOf("interview_status"),
  interview_result: oneOf("interview_result"),
  job_description: prose,
  main_skills_required: { type: "array", items: line, maxItems: 100 },
  required_experience_years: { type: "integer", minimum: 0, maximum: 50 },
  job_location: line,
  is_remote: { type: "boolean" },
  salary_range: line,
  application_date: day,
  job_posting_url: { type: "string", format: "uri", maxLength: 500 },
  referral_source: line,
  first_interview_date: day,
  final_interview_date: day,
  preparation_notes: prose,
  time_spent_preparing_hours: { type: "number", minimum: 0 },
};
const NAMES = Object.keys(FIELDS);
const DEFAULTS = {
  interview_type: "actual",
  interview_status: "scheduled",
  interview_result: "pending",
  main_skills_required: [],
  is_remote: false,
};
const INSERT = `
  WITH i AS (
    INSERT INTO interviews (owner_id, ${NAMES.join(", ")})
    VALUES ($1, ${NAMES.map((_, index) => `$${index + 2}`).join(", ")}) RETURNING *
  ), l AS (
    INSERT INTO interview_skills (interview_id, skill_id, is_required, required_proficiency)
    SELECT i.interview_id, g.skill_id, g.is_required, g.required_proficiency
    FROM i, jsonb_to_recordset($${NAMES.length + 2}::jsonb)
      AS g (skill_id integer, is_required boolean, required_proficiency text)
    RETURNING *
  )
  SELECT ${SHOWN.replace("FROM interview_skills l", "FROM l")} FROM i ${JOINS}`;

app.get("/api/interviews/:id", {
  schema: { params: { type: "object", properties: { id: key } } },
}, async (request, reply) => {
  const { rows } = await pool.query({
    name: "one", text: ONE, values: [request.params.id, OWNER],
  });
  return rows.length ? rows[0] : reply.code(404).send({ detail: "Interview not found" });
});

const FILTERS = ["interview_status", "is_remote", "seniority_level"];
const SORTS = ["created_at", "application_date", "first_interview_date"];

app.get("/api/interviews", {
  schema: {
    querystring: {
      type: "object",
      additionalProperties: false,
      properties: {
        skip: { type: "integer", minimum: 0, default: 0 },
        limit: { type: "integer", minimum: 1, maximum: 100, default: 20 },
        interview_status: oneOf("interview_status"),
        is_remote: { type: "boolean" },
        seniority_level: oneOf("seniority_level"),
        sort_by: { type: "string", enum: SORTS, default: "created_at" },
        order: { type: "string", enum: ["asc", "desc"], default: "desc" },
      },
    },
  },
}, async (request) => {
  const { skip, limit, sort_by: by, order } = request.query;
  const used = FILTERS.filter((name) => request.query[name] !== undefined);
  const values = [OWNER, ...used.map((name) => request.query[name])];
  const where = ["owner_id = $1", "deleted_at IS NULL",
    ...used.map((name, index) => `${name} = $${index + 2}`)].join(" AND ");
  const sorted = `ORDER BY ${by} ${order}, interview_id ${order}`;
  const text = `
    SELECT ${SHOWN}, (SELECT count(*)::integer FROM interviews WHERE ${where}) AS total
    FROM (
      SELECT * FROM interviews WHERE ${where} ${sorted}
      OFFSET $${values.length + 1} LIMIT $${values.length + 2}
    ) i ${JOINS} ${sorted}`;
  const name = `list ${used} ${by} ${order}`;
  const { rows } = await pool.query({ name, text, values: [...values, skip, limit] });
  const total = rows.length ? rows[0].total : 0;
  const data = rows.map(({ total: _, ...row }) => row);
  return { total, skip, limit, data };
});

app.post("/api/interviews", {
  schema: {
    body: {
      type: "object",
      required: ["seniority_level"],
      additionalProperties: false,
      properties: {
        ...FIELDS,
        skills: {
          type: "array",
          maxItems: 100,
          items: {
            type: "object",
            required: ["skill_id"],
            additionalProperties: false,
            properties: {
              skill_id: key,
              is_required: { type: "boolean", default: true },
              required_proficiency: line,
            },
          },
        },
      },
    },
  },
}, async (request, reply) => {
  const body = { ...DEFAULTS, ...request.body };
  const values = [OWNER, ...NAMES.map((name) => body[name]), JSON.stringify(body.skills ?? [])];
  const { rows } = await pool.query({ name: "insert", text: INSERT, values });
  return reply.code(201).header("location", `/api/interviews/${rows[0].interview_id}`).send(rows[0]);
});

// Kept totals, and what came since, like ours.
const STATS = `
  SELECT kind, value, sum(count)::integer AS count FROM (
    SELECT kind, value, count FROM tallies WHERE owner_id IN ($1, $2)
    UNION ALL
    SELECT kind, value, change FROM tally_changes WHERE owner_id IN ($1, $2)
  ) AS counted GROUP BY kind, value`;
const GROUPS = {
  interview_status: "interviews_by_status",
  interview_result: "interviews_by_result",
  question_category: "questions_by_category",
  question_difficulty: "questions_by_difficulty",
};
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

app.get("/api/stats/overview", async () => {
  const everybody = "00000000-0000-0000-0000-000000000000";
  const { rows } = await pool.query({ name: "stats", text: STATS, values: [OWNER, everybody] });
  const groups = Object.fromEntries(Object.values(GROUPS).map((group) => [group, {}]));
  let companies = 0;
  for (const { kind, value, count } of rows) {
    if (kind === "companies") companies = count;
    else groups[GROUPS[kind]][value] = count;
  }
  return {
    total_interviews: sum(groups.interviews_by_status),
    total_questions: sum(groups.questions_by_category),
    total_companies: companies,
    ...groups,
  };
});

await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
