/** What hexhound fleet asks of a database: PGlite in a folder, or a PostgreSQL server. */

/** Something that runs SQL: the database itself, or a transaction in it. */
export interface Sql {
  /**
   * @param values for `$1` and so on. Without them the text may hold several statements, and the rows are those of the last
   * @throws the driver's error
   */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Sql {
  /** Runs `work` as one transaction: all of it counts, or nothing. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One connection that stays open as long as this process can reach the database: for locks that end with it. */
  readonly session: Sql;
  /** How it is called in messages: never with a password. */
  readonly name: string;
  close(): Promise<void>;
}
