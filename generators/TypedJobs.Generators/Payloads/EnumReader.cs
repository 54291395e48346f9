using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Reads the names of an enum.</summary>
internal static class EnumReader
{
    private const string NameAttribute = "JsonStringEnumMemberNameAttribute";

    public static EnumPayload Read(PayloadReference reference, INamedTypeSymbol type)
    {
        var fields = Fields(type).ToList();
        var isPlain = fields.Count > 0
            && fields.Select(static field => field.ConstantValue).Distinct().Count() == fields.Count
            && !type.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "FlagsAttribute" })
            && !fields.Any(static field => Attributes(field).Any() || UnnamableTypes.IsBarred(field));
        return new EnumPayload(reference, fields.Select(static field => field.Name).ToEquatableArray(), isPlain);
    }

    /// <summary>The values with an attribute that System.Text.Json passes over, such as the one that names properties; each with that attribute.</summary>
    public static IEnumerable<(IFieldSymbol Field, INamedTypeSymbol Attribute)> Misnamed(INamedTypeSymbol type)
        => Fields(type).SelectMany(Attributes, static (field, attribute) => (field, attribute)).Where(static found => found.attribute.Name != NameAttribute);

    private static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type)
        => type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue && field.Name.Length > 0);

    private static IEnumerable<INamedTypeSymbol> Attributes(IFieldSymbol field)
        => field.GetAttributes().Select(static attribute => attribute.AttributeClass!).Where(static attribute => attribute is not null && JsonAttributes.IsInSerialization(attribute));
}
