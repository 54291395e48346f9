using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Versions;

/// <summary>All that the generator knows of an earlier version of a job.</summary>
/// <param name="Declaration">What its attribute and head say.</param>
/// <param name="Payload">What it carries; null if it cannot be carried, which is reported elsewhere.</param>
internal sealed record VersionModel(VersionDeclaration Declaration, Payload? Payload)
{
    /// <summary>Reads a version; null if its declaration is wrong, which is reported elsewhere.</summary>
    public static VersionModel? Read(GeneratorAttributeSyntaxContext version, CancellationToken cancellationToken)
    {
        var syntax = (TypeDeclarationSyntax)version.TargetNode;
        var type = (INamedTypeSymbol)version.TargetSymbol;
        return VersionDeclarationParser.Parse(syntax, type, version.Attributes[0], report: null, cancellationToken) is { } declaration
            ? new VersionModel(
                declaration,
                PayloadParser.Parse(type, version.SemanticModel, cancellationToken))
            : null;
    }
}
