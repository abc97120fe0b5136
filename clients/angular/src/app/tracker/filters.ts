import { type InterviewQuery, LEVELS, oneOf, options, RESULTS, STATUSES, TYPES } from './records';
import { type StageId, STAGE_NAMES } from './stages';

/** What the address says after the question mark; anybody may have written it. */
export interface Parameters {
  readonly q?: string;
  readonly view?: string;
  readonly stage?: string;
  readonly status?: string;
  readonly result?: string;
  readonly type?: string;
  readonly level?: string;
  readonly remote?: string;
  readonly company?: string;
  readonly role?: string;
  readonly deleted?: string;
  readonly sort?: string;
}

export type View = 'board' | 'list';

/** Orders of the list, as the address names them. */
export const SORTS = {
  newest: 'Added last',
  oldest: 'Added first',
  date: 'Interview date',
  applied: 'Applied last',
  company: 'Company, A to Z',
  status: 'Status',
} as const;

type Sort = keyof typeof SORTS;

const ORDERS: Readonly<Record<Sort, Pick<InterviewQuery, 'sort_by' | 'order'>>> = {
  newest: { sort_by: 'created_at', order: 'desc' },
  oldest: { sort_by: 'created_at', order: 'asc' },
  date: { sort_by: 'first_interview_date', order: 'desc' },
  applied: { sort_by: 'application_date', order: 'desc' },
  company: { sort_by: 'company_name', order: 'asc' },
  status: { sort_by: 'interview_status', order: 'asc' },
};

export const SORT_OPTIONS = options(SORTS);

/** Characters. */
export const LONGEST_SEARCH = 100;

const REMOTE = { yes: 'Remote', no: 'Not remote' } as const;

export function viewOf(parameters: Parameters): View {
  return parameters.view === 'list' ? 'list' : 'board';
}

/** The stage that a narrow board shows. */
export function stageIn(parameters: Parameters): StageId {
  return oneOf(STAGE_NAMES, parameters.stage) ?? 'scheduled';
}

export function sortOf(parameters: Parameters): Sort {
  return oneOf(SORTS, parameters.sort) ?? 'newest';
}

/** The filters as the API takes them; what makes no sense in an address is left out. */
export function queryOf(parameters: Parameters): InterviewQuery {
  const remote = oneOf(REMOTE, parameters.remote);
  const query: InterviewQuery = {
    search: parameters.q?.trim().slice(0, LONGEST_SEARCH) || null,
    interview_type: oneOf(TYPES, parameters.type),
    seniority_level: oneOf(LEVELS, parameters.level),
    is_remote: remote === null ? null : remote === 'yes',
    company_id: idOf(parameters.company),
    role_id: idOf(parameters.role),
  };
  // The columns of the board stand for status and result, and order what is in them.
  if (viewOf(parameters) === 'board') return told(query);
  return told({
    ...query,
    ...ORDERS[sortOf(parameters)],
    interview_status: oneOf(STATUSES, parameters.status),
    interview_result: oneOf(RESULTS, parameters.result),
    is_deleted: parameters.deleted === '1' ? true : null,
  });
}

/** How many filters are at work in this view, other than words. */
export function filterCount(parameters: Parameters): number {
  const { search, sort_by, order, ...filters } = queryOf(parameters);
  void search;
  void sort_by;
  void order;
  return Object.keys(filters).length;
}

/** An id in an address: a whole number that the API may know. */
export function idOf(value: string | undefined): number | null {
  if (value === undefined || !/^[1-9]\d{0,9}$/.test(value)) return null;
  const id = Number(value);
  return id <= 2_147_483_647 ? id : null;
}

/** Address parameters that leave all filters out. */
export const NO_FILTERS: Readonly<Record<string, null>> = {
  q: null,
  status: null,
  result: null,
  type: null,
  level: null,
  remote: null,
  company: null,
  role: null,
  deleted: null,
};

function told(query: InterviewQuery): InterviewQuery {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== null && value !== undefined),
  );
}
