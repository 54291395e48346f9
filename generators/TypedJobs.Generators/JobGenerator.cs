using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators;

/// <summary>Completes <c>[Job]</c> records.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class JobGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        _ = context.SyntaxProvider.ForAttributeWithMetadataName(
            JobDeclarationParser.AttributeName,
            static (node, _) => node is TypeDeclarationSyntax,
            static (job, cancellationToken) => JobDeclarationParser.Parse(
                (TypeDeclarationSyntax)job.TargetNode, (INamedTypeSymbol)job.TargetSymbol, job.Attributes[0], report: null, cancellationToken));
    }
}
