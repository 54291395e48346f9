using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Handlers;

/// <summary>Looks for <c>new</c> of a type through a whole program; slow, and asked only of what looks wrong.</summary>
internal static class Creations
{
    /// <summary>Whether the program makes one itself, as a factory does.</summary>
    public static bool Exist(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var creations = tree.GetRoot(cancellationToken).DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
                .Where(creation => creation is not ObjectCreationExpressionSyntax { Type: SimpleNameSyntax or QualifiedNameSyntax } named
                    || named.Type.GetLastToken().ValueText == type.Name);
            foreach (var creation in creations)
            {
                if (SymbolEqualityComparer.Default.Equals(compilation.GetSemanticModel(tree).GetTypeInfo(creation, cancellationToken).Type, type))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
