import { useState } from 'preact/hooks';
import { RequestError } from '../requests.js';

/** Sends one request at a time, and keeps the words about its failure. */
export function useRequest() {
  const [fault, setFault] = useState<string | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  /** The request gives the words about its failure, or null. */
  const send = async (request: () => Promise<string | null>) => {
    setFault(null);
    setWaiting(true);
    try {
      setFault(await request());
    } catch (cause) {
      if (!(cause instanceof RequestError)) throw cause;
      setFault(cause.message);
    } finally {
      setWaiting(false);
    }
  };
  return { fault, isWaiting, send };
}
