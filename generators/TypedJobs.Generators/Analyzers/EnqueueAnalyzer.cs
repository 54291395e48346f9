using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Enqueueing;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports calls that enqueue one by one what a batch would, and handlers that enqueue themselves without end.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EnqueueAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [UseDiagnostics.EnqueuedOneByOne, UseDiagnostics.EnqueuesItself];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (EnqueueCall.Of((IInvocationOperation)context.Operation) is not { } call)
        {
            return;
        }

        if (EnqueueLoop.CouldBeBatch(call) && !EnqueueCall.IsBatchOfClient(context.ContainingSymbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(UseDiagnostics.EnqueuedOneByOne, call.Location, call.Call.TargetMethod.Name));
        }

        if (context.ContainingSymbol is IMethodSymbol method && OwnJob.IsEnqueuedAgain(call, method, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(UseDiagnostics.EnqueuesItself, call.Location, method.ContainingType.Name, call.JobType.Name));
        }
    }
}
