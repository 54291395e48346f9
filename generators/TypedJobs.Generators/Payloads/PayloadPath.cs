using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>Finds the member that a way through a payload leads to; models hold no symbols, and few ways are ever asked for.</summary>
internal static class PayloadPath
{
    /// <summary>The member; null where the way leads through something that has changed.</summary>
    public static ISymbol? Resolve(INamedTypeSymbol job, IEnumerable<string> path)
    {
        ITypeSymbol? type = job;
        ISymbol? member = null;
        foreach (var name in path)
        {
            member = type is null ? null : Member(type, name);
            type = TypeOf(member) is { } found ? Element(found) : null;
        }

        return member;
    }

    /// <summary>The last member of the way that says itself what it holds: of <c>Box&lt;DateTime&gt; At</c> that is not the box's value, whose type is any.</summary>
    public static ISymbol? ResolveNamed(INamedTypeSymbol job, IReadOnlyList<string> path)
    {
        for (var length = path.Count; length > 0; length--)
        {
            if (Resolve(job, path.Take(length)) is { } member && TypeOf(member.OriginalDefinition) is { } type && !HasParameter(type))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The type of what a property or a field holds.</summary>
    public static ITypeSymbol? TypeOf(ISymbol? member)
        => member switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };

    private static bool HasParameter(ITypeSymbol type)
        => type switch
        {
            ITypeParameterSymbol => true,
            IArrayTypeSymbol array => HasParameter(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(HasParameter),
            _ => false,
        };

    private static ISymbol? Member(ITypeSymbol type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).FirstOrDefault(static member => member is IPropertySymbol or IFieldSymbol) is { } found)
            {
                return found;
            }
        }

        return type.AllInterfaces.SelectMany(inherited => inherited.GetMembers(name)).FirstOrDefault();
    }

    /// <summary>What is left when collections and <c>Nullable</c> are taken off.</summary>
    private static ITypeSymbol Element(ITypeSymbol type)
    {
        while (true)
        {
            if (CollectionKind.Of(type) is var (_, _, element))
            {
                type = element;
            }
            else if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            {
                type = nullable.TypeArguments[0];
            }
            else
            {
                return type;
            }
        }
    }
}
