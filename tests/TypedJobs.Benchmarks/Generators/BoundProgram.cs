using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>A program that is bound already, as a build binds all of it anyway, with what analyzers look at: its types, and what is done in the code that people wrote.</summary>
internal sealed class BoundProgram
{
    public BoundProgram(Compilation compilation)
    {
        Compilation = compilation;
        if (compilation.GetDiagnostics().FirstOrDefault(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning) is { } wrong)
        {
            throw new InvalidOperationException($"The program is not as it should be: {wrong}");
        }

        Types = [.. compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>()];
        Operations = [.. compilation.SyntaxTrees.Where(static tree => !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)).SelectMany(In)];
    }

    public Compilation Compilation { get; }

    public IReadOnlyList<INamedTypeSymbol> Types { get; }

    public IReadOnlyList<(IOperation Operation, ISymbol In)> Operations { get; }

    private IEnumerable<(IOperation Operation, ISymbol In)> In(SyntaxTree tree)
    {
        var model = Compilation.GetSemanticModel(tree);
        foreach (var method in tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
        {
            if (model.GetOperation(method) is { } body && model.GetDeclaredSymbol(method) is { } symbol)
            {
                foreach (var operation in body.DescendantsAndSelf())
                {
                    yield return (operation, symbol);
                }
            }
        }
    }
}
