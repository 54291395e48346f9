using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>What the System.Text.Json attributes of a member say. One that is not modelled is named, never passed over.</summary>
/// <param name="Name">The name of <c>[JsonPropertyName]</c>.</param>
/// <param name="IsIgnored">Whether it is <c>[JsonIgnore]</c>d.</param>
/// <param name="IsRequired">Whether it is <c>[JsonRequired]</c>.</param>
/// <param name="NotModelled">The first attribute that is not modelled, as it is written in code.</param>
internal readonly record struct JsonAttributes(string? Name, bool IsIgnored, bool IsRequired, string? NotModelled)
{
    private const string AttributeEnding = "Attribute";

    public static JsonAttributes Of(ISymbol symbol)
    {
        var result = default(JsonAttributes);
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !IsOfSystemTextJson(type))
            {
                continue;
            }

            result = type.Name switch
            {
                "JsonPropertyNameAttribute" when attribute.ConstructorArguments is [{ Value: string name }] => result with { Name = name },
                "JsonIgnoreAttribute" when Condition(attribute) is { } ignored => result with { IsIgnored = ignored },
                "JsonRequiredAttribute" => result with { IsRequired = true },
                _ => result with { NotModelled = result.NotModelled ?? $"[{NameInCode(type)}]" },
            };
        }

        return result;
    }

    /// <summary>Whether <c>[JsonIgnore]</c> means always (true) or never (false); null for a condition that depends on the value.</summary>
    private static bool? Condition(AttributeData ignore)
    {
        const int Never = 0;
        const int Always = 1;
        foreach (var argument in ignore.NamedArguments)
        {
            if (argument.Key == "Condition")
            {
                return argument.Value.Value switch
                {
                    Never => false,
                    Always => true,
                    _ => null,
                };
            }
        }

        return true;
    }

    /// <summary>Also a type that derives from one of System.Text.Json, as a converter attribute of one's own does.</summary>
    private static bool IsOfSystemTextJson(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsInSerialization(current))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsInSerialization(INamedTypeSymbol type)
        => type.ContainingNamespace is
        {
            Name: "Serialization",
            ContainingNamespace: { Name: "Json", ContainingNamespace: { Name: "Text", ContainingNamespace.Name: "System" } },
        };

    private static string NameInCode(INamedTypeSymbol type)
        => type.Name.EndsWith(AttributeEnding, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - AttributeEnding.Length) : type.Name;
}
