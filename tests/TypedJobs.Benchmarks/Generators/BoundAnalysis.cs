using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// Runs an analyzer over a program that is bound already, on this thread: what it takes is what the analyzer adds to a build. The compiler's own driver binds while an analyzer
/// waits, and counts that as the analyzer's time; its figures (<c>-p:ReportAnalyzer=true</c>) differ by more than half from run to run.
/// </summary>
#pragma warning disable RS1012, CS0618 // Stands for the driver, and registers nothing itself.
internal sealed class BoundAnalysis : AnalysisContext
{
    private readonly Started _started;

    private BoundAnalysis(Started started) => _started = started;

    /// <summary>What the analyzer reports at types and operations, and at the end.</summary>
    public static List<Diagnostic> Run(DiagnosticAnalyzer analyzer, BoundProgram program, AnalyzerOptions options)
    {
        var compilation = program.Compilation;
        var started = new Started(compilation, options);
        analyzer.Initialize(new BoundAnalysis(started));
        var reported = new List<Diagnostic>();
        if (started.OfTypes is { } ofTypes)
        {
            foreach (var type in program.Types)
            {
                ofTypes(new SymbolAnalysisContext(type, compilation, options, reported.Add, static _ => true, CancellationToken.None));
            }
        }

        if (started.OfOperations.Count > 0)
        {
            foreach (var (operation, symbol) in program.Operations)
            {
                if (started.OfOperations.TryGetValue(operation.Kind, out var ofOperation))
                {
                    ofOperation(new OperationAnalysisContext(operation, symbol, compilation, options, reported.Add, static _ => true, CancellationToken.None));
                }
            }
        }

        started.AtEnd?.Invoke(new CompilationAnalysisContext(compilation, options, reported.Add, static _ => true, CancellationToken.None));
        return reported;
    }

    public override void ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags analysisMode)
    {
    }

    public override void EnableConcurrentExecution()
    {
    }

    public override void RegisterCompilationStartAction(Action<CompilationStartAnalysisContext> action) => action(_started);

    public override void RegisterCompilationAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

    public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

    public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => _started.RegisterSymbolAction(action, symbolKinds);

    public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

    public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

    public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();

    public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds)
        => throw new NotSupportedException();

    private sealed class Started(Compilation compilation, AnalyzerOptions options) : CompilationStartAnalysisContext(compilation, options, CancellationToken.None)
    {
        public Action<SymbolAnalysisContext>? OfTypes { get; private set; }

        public Dictionary<OperationKind, Action<OperationAnalysisContext>> OfOperations { get; } = [];

        public Action<CompilationAnalysisContext>? AtEnd { get; private set; }

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => OfTypes += action;

        public override void RegisterOperationAction(Action<OperationAnalysisContext> action, ImmutableArray<OperationKind> operationKinds)
        {
            foreach (var kind in operationKinds)
            {
                OfOperations[kind] = OfOperations.GetValueOrDefault(kind) + action;
            }
        }

        public override void RegisterAdditionalFileAction(Action<AdditionalFileAnalysisContext> action)
        {
        }

        public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action) => AtEnd += action;

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds)
            => throw new NotSupportedException();
    }
}
