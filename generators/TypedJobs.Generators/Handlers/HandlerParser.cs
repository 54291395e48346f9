using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Manifests;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Handlers;

/// <summary>
/// Finds handlers: classes that can be created, that the rest of the assembly can name, and that implement <c>IJobHandler&lt;T&gt;</c>,
/// themselves or through a base class, once or for several jobs.
/// </summary>
internal static class HandlerParser
{
    /// <summary>Whether a node can be the head of a handler, as far as syntax tells. Asked for every node of the program, so it must be quick.</summary>
    public static bool IsCandidate(SyntaxNode node)
        => node is TypeDeclarationSyntax { BaseList: not null, TypeParameterList: null } type
            && type.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration
            && !type.Modifiers.Any(SyntaxKind.AbstractKeyword)
            && !type.Modifiers.Any(SyntaxKind.StaticKeyword);

    /// <summary>What a class handles; empty if it is no handler.</summary>
    public static EquatableArray<DeclaredHandler> Parse(INamedTypeSymbol? type, Compilation compilation)
    {
        if (type is null || type.IsAbstract || type.IsStatic || !IsNameable(type))
        {
            return default;
        }

        var handlers = new List<DeclaredHandler>();
        foreach (var implemented in type.AllInterfaces)
        {
            if (IsJobHandler(implemented) && implemented.TypeArguments[0] is INamedTypeSymbol { TypeKind: TypeKind.Class } job && IsNameable(job)
                && !ExternAliases.Hide(job.ContainingAssembly, compilation))
            {
                var name = TypeName.Of(type);
                handlers.Add(new DeclaredHandler(TypeName.Of(job).Global, name.Global, name.IsPublic));
            }
        }

        return handlers.ToEquatableArray();
    }

    /// <summary>Whether an interface is <c>IJobHandler&lt;T&gt;</c>.</summary>
    public static bool IsJobHandler(INamedTypeSymbol type)
        => Library.Declares(type, "IJobHandler", arity: 1);

    /// <summary>Whether another file of the assembly can write the type's name.</summary>
    private static bool IsNameable(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.Arity > 0
                || current.Name.Length == 0
                || current.IsFileLocal
                || UnnamableTypes.IsBarred(current)
                || current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }
}
