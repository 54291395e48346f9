using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Handlers;

/// <summary>
/// Classes of a compilation that implement <c>IJobHandler&lt;T&gt;</c>, and yet are no handlers. A base class may well be one; it is of interest
/// only where a handler is missing.
/// </summary>
internal sealed class NearHandlers(Compilation compilation)
{
    private readonly Lazy<ILookup<string, (INamedTypeSymbol Type, string Why)>> _found = new(() => Find(compilation));

    /// <summary>Why a class that would handle a job does not, as a sentence; null if there is none.</summary>
    public string? WhyNot(string jobType)
        => _found.Value[jobType].Select(static near => $"'{near.Type.ToDisplayString()}' would handle it, but {near.Why}").FirstOrDefault();

    private static ILookup<string, (INamedTypeSymbol Type, string Why)> Find(Compilation compilation)
        => (from type in TypesOf(compilation.Assembly)
            where type.TypeKind is TypeKind.Class or TypeKind.Struct
            from implemented in type.AllInterfaces
            where HandlerParser.IsJobHandler(implemented) && implemented.TypeArguments[0] is INamedTypeSymbol
            let why = WhyNot(type)
            where why is not null
            select (Job: TypeName.Of((INamedTypeSymbol)implemented.TypeArguments[0]).Global, Near: (type, why)))
            .ToLookup(static found => found.Job, static found => found.Near, StringComparer.Ordinal);

    /// <summary>All types of an assembly, nested ones among them.</summary>
    public static IEnumerable<INamedTypeSymbol> TypesOf(IAssemblySymbol assembly)
    {
        var open = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (open.Count > 0)
        {
            foreach (var member in open.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    open.Push(inner);
                    if (inner is INamedTypeSymbol type)
                    {
                        yield return type;
                    }
                }
            }
        }
    }

    private static string? WhyNot(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Struct)
        {
            return "is a struct; make it a class";
        }

        if (type.IsAbstract)
        {
            return "is abstract; remove 'abstract', or derive a class from it";
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            var subject = SymbolEqualityComparer.Default.Equals(current, type) ? string.Empty : $"'{current.Name}', which contains it, ";
            if (current.Arity > 0)
            {
                return $"{subject}is generic; a handler is one class, so derive one from it";
            }

            if (current.IsFileLocal)
            {
                return $"{subject}is local to its file; remove 'file'";
            }

            if (UnnamableTypes.IsBarred(current))
            {
                return $"{subject}is [Obsolete] as an error, so no code may name it; make that a warning";
            }

            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return $"{subject}is not accessible to the rest of the assembly; make it at least internal";
            }
        }

        return null;
    }
}
