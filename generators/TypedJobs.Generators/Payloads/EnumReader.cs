using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Reads the names of an enum.</summary>
internal static class EnumReader
{
    public static EnumPayload Read(PayloadReference reference, INamedTypeSymbol type)
    {
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue && field.Name.Length > 0).ToList();
        var isPlain = fields.Count > 0
            && fields.Select(static field => field.ConstantValue).Distinct().Count() == fields.Count
            && !type.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "FlagsAttribute" })
            && !fields.Any(static field => field.GetAttributes().Any(static attribute => attribute.AttributeClass is { } of && JsonAttributes.IsInSerialization(of)));
        return new EnumPayload(reference, fields.Select(static field => field.Name).ToEquatableArray(), isPlain);
    }
}
