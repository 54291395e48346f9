using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>The keywords of scalars, and what is common to groups of them.</summary>
internal static class Scalars
{
    public const string Text = "string";
    public const string Char = "char";
    public const string Json = "json";
    public const string JsonArray = "jsonarray";
    public const string JsonObject = "jsonobject";
    public const string JsonValue = "jsonvalue";

    private const string ConverterEnding = "Converter";

    private static readonly Dictionary<string, string> KeywordsByConverter = new()
    {
        ["Boolean"] = "bool",
        ["SByte"] = "sbyte",
        ["Byte"] = "byte",
        ["Int16"] = "short",
        ["UInt16"] = "ushort",
        ["Int32"] = "int",
        ["UInt32"] = "uint",
        ["Int64"] = "long",
        ["UInt64"] = "ulong",
        ["Int128"] = "int128",
        ["UInt128"] = "uint128",
        ["Half"] = "half",
        ["Single"] = "float",
        ["Double"] = "double",
        ["Decimal"] = "decimal",
        ["Char"] = Char,
        ["String"] = Text,
        ["Guid"] = "guid",
        ["Uri"] = "uri",
        ["Version"] = "version",
        ["DateTime"] = "datetime",
        ["DateTimeOffset"] = "datetimeoffset",
        ["DateOnly"] = "dateonly",
        ["TimeOnly"] = "timeonly",
        ["TimeSpan"] = "timespan",
        ["ByteArray"] = "bytes",
        ["MemoryByte"] = "memory",
        ["ReadOnlyMemoryByte"] = "memory",
        ["JsonElement"] = Json,
        ["JsonDocument"] = "jsondocument",
        ["JsonNode"] = "jsonnode",
        ["JsonArray"] = JsonArray,
        ["JsonObject"] = JsonObject,
        ["JsonValue"] = JsonValue,
        ["Object"] = "any",
    };

    private static readonly HashSet<string> Keywords = [.. KeywordsByConverter.Values];

    private static readonly HashSet<string> References = [Text, "uri", "version", "bytes", "jsondocument", "jsonnode", JsonArray, JsonObject, JsonValue, "any"];

    public static string KeywordOf(Scalar scalar) => KeywordsByConverter[scalar.Converter.Substring(0, scalar.Converter.Length - ConverterEnding.Length)];

    public static bool IsKeyword(string text) => Keywords.Contains(text);

    /// <summary>Whether null is no value of the type itself.</summary>
    public static bool IsValueType(string keyword) => !References.Contains(keyword);

    /// <summary>Whether it takes whatever JSON there is, null included.</summary>
    public static bool IsAnyJson(string keyword) => keyword is Json or "jsondocument" or "jsonnode" or "any";

    /// <summary>Whether it takes JSON as such, of a certain form or of any.</summary>
    public static bool IsJson(string keyword) => IsAnyJson(keyword) || keyword is JsonArray or JsonObject or JsonValue;

    public static bool IsNumber(string keyword)
        => keyword is "sbyte" or "byte" or "short" or "ushort" or "int" or "uint" or "long" or "ulong" or "int128" or "uint128" or "half" or "float" or "double" or "decimal";

    public static bool IsFloat(string keyword) => keyword is "half" or "float" or "double";
}
