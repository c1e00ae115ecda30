/** Why a request is refused. */
export interface Refusal {
  readonly type: 'refused';
  readonly status: number;
  /** One of {@link RefusalCode}, or what the process that was asked refused with. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  /** The methods that are allowed, where another was used. */
  readonly allow?: readonly string[];
}

const STATUS = {
  invalid_request: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  /** What is shown is a recorded run. */
  replay: 409,
  too_large: 413,
  unsupported_media_type: 415,
  failed: 500,
  too_many_viewers: 503,
} as const;

export type RefusalCode = keyof typeof STATUS;

export function refusal(code: RefusalCode, message: string): Refusal {
  return { type: 'refused', status: STATUS[code], code, message };
}
