using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Jobs;

/// <summary>All that the generator knows of a job.</summary>
/// <param name="Declaration">What its attribute and head say.</param>
/// <param name="Payload">What it carries; null if it cannot be carried or its declaration is wrong, which is reported elsewhere.</param>
internal sealed record JobModel(JobDeclaration Declaration, Payload? Payload)
{
    /// <summary>Reads a job; null if it cannot be completed, which is reported elsewhere.</summary>
    public static JobModel? Read(GeneratorAttributeSyntaxContext job, CancellationToken cancellationToken)
    {
        var syntax = (TypeDeclarationSyntax)job.TargetNode;
        var type = (INamedTypeSymbol)job.TargetSymbol;
        return JobDeclarationParser.Parse(syntax, type, job.Attributes[0], report: null, cancellationToken) is { } declaration
            ? new JobModel(
                declaration,
                declaration.Fault is null ? PayloadParser.Parse(type, job.SemanticModel, cancellationToken) : null)
            : null;
    }
}
