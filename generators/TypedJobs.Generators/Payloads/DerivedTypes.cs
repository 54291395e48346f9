using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// The derived types that <c>[JsonDerivedType]</c> names. System.Text.Json reads these attributes itself when a program runs;
/// here they are only followed and checked.
/// </summary>
internal static class DerivedTypes
{
    public static IEnumerable<(INamedTypeSymbol Type, object? Discriminator, string? Violation)> Of(INamedTypeSymbol type)
    {
        var types = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var discriminators = new HashSet<object>();
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute is { AttributeClass: { Name: "JsonDerivedTypeAttribute" } of, ConstructorArguments: [{ Value: INamedTypeSymbol derived }, ..] arguments }
                && JsonAttributes.IsInSerialization(of))
            {
                var discriminator = arguments.Length > 1 ? arguments[1].Value : null;
                var repeated = !types.Add(derived) ? $"[JsonDerivedType] names '{derived.Name}' twice; name it once"
                    : discriminator is not null && !discriminators.Add(discriminator) ? $"[JsonDerivedType] gives '{derived.Name}' the discriminator '{discriminator}', which another type has; give it one of its own"
                    : null;
                yield return (derived, discriminator, Violation(type, derived, discriminator) ?? repeated);
            }
        }
    }

    /// <summary>The name of the member that holds the discriminator.</summary>
    public static string DiscriminatorName(INamedTypeSymbol type)
        => type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass is { Name: "JsonPolymorphicAttribute" } of && JsonAttributes.IsInSerialization(of))
            .SelectMany(static attribute => attribute.NamedArguments)
            .Where(static argument => argument.Key == "TypeDiscriminatorPropertyName")
            .Select(static argument => argument.Value.Value as string)
            .FirstOrDefault() ?? "$type";

    private static string? Violation(INamedTypeSymbol type, INamedTypeSymbol derived, object? discriminator)
        => derived.IsUnboundGenericType ? $"[JsonDerivedType] names '{derived.Name}' without its type arguments; name them"
            : !IsKindOf(derived, type) ? $"[JsonDerivedType] names '{derived.Name}', which does not derive from it; remove it"
            : derived.IsAbstract ? $"[JsonDerivedType] names '{derived.Name}', which is abstract; name types that can be made"
            : discriminator is null && !SymbolEqualityComparer.Default.Equals(derived, type)
                ? $"[JsonDerivedType] gives '{derived.Name}' no discriminator, so it would be written, but not read back; give it one"
            : null;

    private static bool IsKindOf(INamedTypeSymbol derived, INamedTypeSymbol type)
    {
        for (var current = derived; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
            {
                return true;
            }
        }

        return derived.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }
}
