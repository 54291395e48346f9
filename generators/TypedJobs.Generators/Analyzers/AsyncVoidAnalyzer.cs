using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports <c>async void</c> lambdas and local functions in handlers, and calls of such methods. An event takes nothing else, and is left alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoidAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [UseDiagnostics.AsyncVoid];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is not null)
            {
                start.RegisterOperationAction(AnalyzeLambda, OperationKind.AnonymousFunction);
                start.RegisterOperationAction(AnalyzeLocalFunction, OperationKind.LocalFunction);
                start.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
            }
        });
    }

    private static void AnalyzeLambda(OperationAnalysisContext context)
    {
        var lambda = (IAnonymousFunctionOperation)context.Operation;
        if (lambda.Symbol is { IsAsync: true, ReturnsVoid: true }
            && lambda.Parent is not IDelegateCreationOperation { Parent: IEventAssignmentOperation }
            && !IsOfEvents(lambda.Symbol)
            && lambda.Syntax is AnonymousFunctionExpressionSyntax { AsyncKeyword: var keyword })
        {
            Report(context, keyword.GetLocation(), "lambda");
        }
    }

    /// <summary>Whether it has the parameters of an event: it may be kept, to be removed from the event later.</summary>
    private static bool IsOfEvents(IMethodSymbol function)
    {
        if (function.Parameters is [{ Type.SpecialType: SpecialType.System_Object }, { Type: var arguments }])
        {
            for (var type = arguments; type is not null; type = type.BaseType)
            {
                if (type is { Name: "EventArgs", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void AnalyzeLocalFunction(OperationAnalysisContext context)
    {
        var function = (ILocalFunctionOperation)context.Operation;
        if (function.Symbol is { IsAsync: true, ReturnsVoid: true } && !IsOfEvents(function.Symbol) && function.Syntax is LocalFunctionStatementSyntax { Modifiers: var modifiers })
        {
            Report(context, modifiers.First(static modifier => modifier.IsKind(SyntaxKind.AsyncKeyword)).GetLocation(), "local function");
        }
    }

    /// <summary>A method may be there for an event, so it is a call that is wrong.</summary>
    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        if (context.Operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary, IsAsync: true, ReturnsVoid: true }, Syntax: InvocationExpressionSyntax { Expression: var called } })
        {
            Report(context, (called is MemberAccessExpressionSyntax { Name: var name } ? name : called).GetLocation(), "method");
        }
    }

    private static void Report(OperationAnalysisContext context, Location place, string what)
    {
        if (context.ContainingSymbol.ContainingType is { } type && type.AllInterfaces.Any(HandlerParser.IsJobHandler))
        {
            context.ReportDiagnostic(Diagnostic.Create(UseDiagnostics.AsyncVoid, place, what, type.Name));
        }
    }
}
