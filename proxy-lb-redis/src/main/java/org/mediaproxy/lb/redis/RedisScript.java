package org.mediaproxy.lb.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * What must be one step in Redis. Each script has exactly one key, so that it runs in a Cluster, and none builds JSON: an empty list
 * would become an object. Where a change is told to other proxies, it is told in the same step.
 */
enum RedisScript {

    /** ARGV: none. The value and its milliseconds to live, -1 for ever; or nothing. */
    FIND("local v = redis.call('GET', KEYS[1]) "
            + "if not v then return false end "
            + "return {v, redis.call('PTTL', KEYS[1])}"),

    /** ARGV: value, ms. The value that stands and its milliseconds to live; the caller's own with -2. */
    BIND_IF_ABSENT("local v = redis.call('GET', KEYS[1]) "
            + "if v then return {v, redis.call('PTTL', KEYS[1])} end "
            + "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) "
            + "return {ARGV[1], -2}"),

    /** ARGV: the expected value as we store it, as we know it, the new one, ms, channel, message. 1 if it was replaced. */
    REBIND("local v = redis.call('GET', KEYS[1]) "
            + "if not v or (v ~= ARGV[1] and v ~= ARGV[2]) then return 0 end "
            + "redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) "
            + "if v ~= ARGV[3] then redis.call('PUBLISH', ARGV[5], ARGV[6]) end "
            + "return 1"),

    /** ARGV: ms. The value and its milliseconds to live after it, -1 for ever; or nothing. */
    TOUCH("local v = redis.call('GET', KEYS[1]) if not v then return false end local t = redis.call('PTTL', KEYS[1])"
            + " if t >= 0 and t < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) t = tonumber(ARGV[1]) end"
            + " return {v, t}"),

    /** ARGV: the expected value as we store it, as we know it, channel, message. 1 if it was removed. */
    RELEASE("local v = redis.call('GET', KEYS[1]) "
            + "if not v or (v ~= ARGV[1] and v ~= ARGV[2]) then return 0 end "
            + "redis.call('DEL', KEYS[1]) "
            + "redis.call('PUBLISH', ARGV[3], ARGV[4]) "
            + "return 1"),

    /** ARGV: the text without and with the draining mark, ms. Keeps the mark that is there; returns the text before, or nothing. */
    REGISTER("local v = redis.call('GET', KEYS[1]) "
            + "local text = ARGV[1] "
            + "if v then "
            + "  local ok, json = pcall(cjson.decode, v) "
            + "  if ok and type(json) == 'table' and json.draining == true then text = ARGV[2] end "
            + "end "
            + "redis.call('SET', KEYS[1], text, 'PX', ARGV[3]) "
            + "return v"),

    /** ARGV: the expected text, empty for none, and the new one. 1 if it was replaced; an expiry stays. */
    REPLACE("local v = redis.call('GET', KEYS[1]) "
            + "if (v or '') ~= ARGV[1] then return 0 end "
            + "if v then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL') else redis.call('SET', KEYS[1], ARGV[2]) end "
            + "return 1"),

    /** ARGV: proxy, its text, ms after which one is gone. Each field begins with Redis's own time, so that clocks need not agree. */
    SAY("local t = redis.call('TIME') "
            + "redis.call('HSET', KEYS[1], ARGV[1], t[1] .. ' ' .. ARGV[2]) "
            + "redis.call('PEXPIRE', KEYS[1], ARGV[3]) "
            + "for i, f in ipairs(redis.call('HKEYS', KEYS[1])) do "
            + "  local at = tonumber(string.match(redis.call('HGET', KEYS[1], f), '^(%d+) ') or '0') "
            + "  if (tonumber(t[1]) - at) * 1000 > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], f) end "
            + "end "
            + "return 1"),

    /** ARGV: ms after which a proxy is gone. The texts of the others. */
    LISTEN("local t = redis.call('TIME') local all = {} for i, v in ipairs(redis.call('HVALS', KEYS[1])) do   local"
            + " at, text = string.match(v, '^(%d+) (.*)$')   if at and (tonumber(t[1]) - tonumber(at)) * 1000 <="
            + " tonumber(ARGV[1]) then table.insert(all, text) end end return all");

    private final String source;
    private final String sha;

    RedisScript(String source) {
        this.source = source;
        this.sha = sha1(source);
    }

    /** Runs it; its text is sent only where the server does not know it. */
    Object run(UnifiedJedis redis, String key, String... arguments) {
        List<String> keys = List.of(key);
        List<String> values = List.of(arguments);
        try {
            return redis.evalsha(sha, keys, values);
        } catch (JedisNoScriptException unknown) {
            return redis.eval(source, keys, values);
        }
    }

    /** Puts it among other commands that go together; fails with {@link JedisNoScriptException} where the server does not know it. */
    Response<Object> queue(AbstractPipeline commands, String key, String... arguments) {
        return commands.evalsha(sha, List.of(key), List.of(arguments));
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
