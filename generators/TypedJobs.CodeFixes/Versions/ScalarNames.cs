namespace TypedJobs.CodeFixes.Versions;

/// <summary>What the keywords of the contract are called in code.</summary>
internal static class ScalarNames
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["int128"] = "global::System.Int128",
        ["uint128"] = "global::System.UInt128",
        ["half"] = "global::System.Half",
        ["guid"] = "global::System.Guid",
        ["uri"] = "global::System.Uri",
        ["version"] = "global::System.Version",
        ["datetime"] = "global::System.DateTime",
        ["datetimeoffset"] = "global::System.DateTimeOffset",
        ["dateonly"] = "global::System.DateOnly",
        ["timeonly"] = "global::System.TimeOnly",
        ["timespan"] = "global::System.TimeSpan",
        ["bytes"] = "byte[]",
        ["memory"] = "global::System.ReadOnlyMemory<byte>",
        ["json"] = "global::System.Text.Json.JsonElement",
        ["jsondocument"] = "global::System.Text.Json.JsonDocument",
        ["jsonnode"] = "global::System.Text.Json.Nodes.JsonNode",
        ["jsonarray"] = "global::System.Text.Json.Nodes.JsonArray",
        ["jsonobject"] = "global::System.Text.Json.Nodes.JsonObject",
        ["jsonvalue"] = "global::System.Text.Json.Nodes.JsonValue",
        ["any"] = "object",
    };

    /// <summary>The type; the keywords of C# are their own.</summary>
    public static string Of(string keyword) => Types.TryGetValue(keyword, out var type) ? type : keyword;
}
