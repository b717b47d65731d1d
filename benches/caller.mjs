// Who the benches are: the account that one-size.sh makes for them.

/** The headers of its token; none where no account was made. */
export const asBench = process.env.MATBANG_TOKEN
  ? { authorization: `Bearer ${process.env.MATBANG_TOKEN}` }
  : {}
