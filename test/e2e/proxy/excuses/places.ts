/** The text of a result, and the same in its structured content. */
export const TEXT = /^answer\.result\.(content\[0\]\.text|structuredContent\.content)$/;

/** Cases in which the model fails. */
export const FAILING =
  /^(http\d{3}|failed(=.*)?|incomplete|disconnect|badsse|retries|error after a tool call|reply that fails on a good thread)$/;
