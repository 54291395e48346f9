using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// What the declaration of a type says that a context of the application writes and reads, as a few digits: nothing is compared with them but whether they are
/// the same, so that an edit of the type is at least noticed.
/// </summary>
internal static class ContextShape
{
    private const uint Prime = 16777619;
    private const uint Start = 2166136261;

    public static string Of(ITypeSymbol type)
    {
        var text = new StringBuilder();
        Add(text, type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

        // FNV: the same digits on each platform.
        var hash = Encoding.UTF8.GetBytes(text.ToString()).Aggregate(Start, static (hash, value) => unchecked((hash ^ value) * Prime));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static void Add(StringBuilder text, ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type is IArrayTypeSymbol array)
        {
            Add(text, array.ElementType, seen);
            return;
        }

        if (type is not INamedTypeSymbol named || !seen.Add(type))
        {
            return;
        }

        foreach (var argument in named.TypeArguments)
        {
            Add(text, argument, seen);
        }

        if (Scalar.Of(type) is not null || type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) == true)
        {
            return;
        }

        AddAttributes(text, type);
        for (var declaring = named; declaring is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum) }; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers().Where(static member => member is { IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public }))
            {
                switch (member)
                {
                    case IPropertySymbol { IsStatic: false, IsIndexer: false } property:
                        AddMember(text, property, property.Type, $"{property.IsRequired}{property.SetMethod?.DeclaredAccessibility}");
                        Add(text, property.Type, seen);
                        break;
                    case IFieldSymbol { IsStatic: false } or IFieldSymbol { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum }:
                        var field = (IFieldSymbol)member;
                        AddMember(text, field, field.Type, $"{field.IsRequired}{field.ConstantValue}");
                        Add(text, field.Type, seen);
                        break;
                    case IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: > 0 } constructor:
                        AddMember(text, constructor, constructor.ContainingType, string.Join(",", constructor.Parameters.Select(static parameter => $"{parameter.Name}={(parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue ?? "null" : "")}")));
                        break;
                }
            }
        }
    }

    private static void AddMember(StringBuilder text, ISymbol member, ITypeSymbol type, string rest)
    {
        text.Append(member.Name).Append(' ').Append(type.ToDisplayString(Format)).Append(' ').Append(rest).Append('\n');
        AddAttributes(text, member);
    }

    private static void AddAttributes(StringBuilder text, ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes().Where(static attribute => attribute.AttributeClass is { } of && JsonAttributes.IsInSerialization(of)))
        {
            text.Append(attribute).Append('\n');
        }
    }

    private static SymbolDisplayFormat Format { get; } = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);
}
