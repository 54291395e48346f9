using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Begins the file of a payload type: what all of them have at their heads.</summary>
internal static class PayloadFile
{
    public const string Namespace = "TypedJobs.Generated";

    /// <summary>Names that mean something else in these files, so that no alias may take them.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Accessors", "Construct", "Create", "Func", "JobJsonMemberRules", "JobJsonMembers", "JobJsonMetadata", "JsonCollectionInfoValues", "JsonEncodedText", "JsonMetadataServices", "JsonParameterInfoValues",
        "JsonSerializer", "JsonSerializerOptions", "JsonTypeInfo", "Members", "Parameters", "Unsafe", "UnsafeAccessor", "UnsafeAccessorAttribute",
        "UnsafeAccessorKind", "Utf8JsonWriter", "Write",
    };

    /// <summary>How the file calls the type: by its simple name, if an alias can be made of it.</summary>
    public static string Alias(string simpleName)
        => Taken.Contains(simpleName) || simpleName.EndsWith("Json", StringComparison.Ordinal) ? simpleName + "Payload" : simpleName;

    public static SourceWriter Begin(PayloadType type, params string[] usings)
    {
        var writer = SourceWriter.ForGeneratedFile();
        writer.Line("#nullable disable warnings // Elements of collections carry no annotation.");
        writer.Line(SourceWriter.AllowAll);
        writer.Line();
        writer.Line($"namespace {Namespace};");
        writer.Line();
        writer.Line("using global::System.Collections.Generic;");
        foreach (var used in usings)
        {
            writer.Line($"using {used};");
        }

        writer.Line();
        writer.Line($"/// <summary>How <c>{type.Reference.Name.Replace("global::", string.Empty).Replace("<", "&lt;").Replace(">", "&gt;")}</c> is written and read.</summary>");
        return writer;
    }
}
