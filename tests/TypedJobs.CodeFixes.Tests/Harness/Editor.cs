using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Contracts;
using Xunit;

namespace TypedJobs.CodeFixes.Tests.Harness;

/// <summary>A project in an editor, with our generator, analyzers and code fixes: what is reported, what is offered, and what it does to the files.</summary>
internal sealed class Editor : IDisposable
{
    /// <summary>What the SDK's implicit usings would add to a project of an application.</summary>
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using TypedJobs;";

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal)
                || file is "TypedJobs.dll" or "TypedJobs.Beanstalk.dll" or "Microsoft.Extensions.Logging.Abstractions.dll" or "netstandard.dll" or "mscorlib.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly AdhocWorkspace _workspace = new();
    private readonly ProjectId _project;

    private Editor(string? usings, IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, string>? additional)
    {
        _project = ProjectId.CreateNewId();
        var solution = _workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            _project,
            VersionStamp.Default,
            "Acme",
            "Acme",
            LanguageNames.CSharp,
            filePath: "/Acme/Acme.csproj",
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse),
            metadataReferences: References,
            analyzerReferences: [new OurAnalyzers()]));
        if (usings is not null)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(_project), "Usings.cs", usings, filePath: "/Acme/Usings.cs");
        }

        foreach (var (name, text) in sources)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(_project), name, text, filePath: "/Acme/" + name);
        }

        foreach (var (name, text) in additional ?? new Dictionary<string, string>())
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(_project), name, SourceText.From(text), filePath: "/Acme/" + name);
        }

        Assert.True(_workspace.TryApplyChanges(solution));
    }

    private Project Project => _workspace.CurrentSolution.GetProject(_project)!;

    /// <summary>A project with implicit usings and one file, <c>Jobs.cs</c>.</summary>
    public static Editor Open(string source) => new(ImplicitUsings, new Dictionary<string, string> { ["Jobs.cs"] = source }, additional: null);

    /// <summary>A project with implicit usings and these files.</summary>
    public static Editor Open(params (string Name, string Text)[] sources)
        => new(ImplicitUsings, sources.Where(static file => file.Name.EndsWith(".cs", StringComparison.Ordinal)).ToDictionary(static file => file.Name, static file => file.Text), sources.Where(static file => !file.Name.EndsWith(".cs", StringComparison.Ordinal)).ToDictionary(static file => file.Name, static file => file.Text));

    /// <summary>A project without implicit usings.</summary>
    public static Editor OpenWithoutUsings(string source) => new(usings: null, new Dictionary<string, string> { ["Jobs.cs"] = source }, additional: null);

    /// <summary>A project whose last release was another program, all of whose contract is released.</summary>
    public static async Task<Editor> OpenReleasedAsync(string released, string source)
    {
        using var before = Open(released);
        var code = CodeContractReader.Read((await before.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        var file = ContractText.Of(ContractUpdate.Of(new Contract([]), code)).Replace(" *\n", "\n", StringComparison.Ordinal);
        return Open(("Jobs.cs", source), (ContractSettings.FileName, file));
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>What the analyzers report, in order of place.</summary>
    public async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync()
    {
        var compilation = (await Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var reported = await compilation.WithAnalyzers(OurAnalyzers.Analyzers, Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        return [.. reported.OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>What is offered for the first diagnostic with that id.</summary>
    public async Task<IReadOnlyList<string>> OffersAsync(string id) => [.. (await ActionsAsync(id)).Select(static offer => offer.Action.Title)];

    /// <summary>Takes the offer of that title, for the first diagnostic with that id for which it is made.</summary>
    public async Task TakeAsync(string id, string title)
    {
        var offers = await ActionsAsync(id, every: true);
        var offer = offers.FirstOrDefault(offer => offer.Action.Title == title);
        Assert.True(offer.Action is not null, $"'{title}' is not offered; these are: {string.Join(" | ", offers.Select(static offer => offer.Action.Title))}");
        await ApplyAsync(offer.Action);
    }

    /// <summary>Takes the offer of that title everywhere in the scope; of a document, in the first file.</summary>
    public async Task TakeEverywhereAsync(string id, string title, FixAllScope scope = FixAllScope.Project)
    {
        var (fix, action) = (await ActionsAsync(id, every: true)).First(offer => offer.Action.Title == title);
        var context = new FixAllContext(
            Project.Documents.First(static document => document.Name != "Usings.cs"),
            fix,
            scope,
            action.EquivalenceKey!,
            fix.FixableDiagnosticIds,
            new Reported(await DiagnosticsAsync()),
            TestContext.Current.CancellationToken);
        await ApplyAsync((await fix.GetFixAllProvider()!.GetFixAsync(context))!);
    }

    /// <summary>The text of a file.</summary>
    public string this[string name]
        => Project.Documents.Cast<TextDocument>().Concat(Project.AdditionalDocuments).Single(document => document.Name == name)
            .GetTextAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult().ToString();

    /// <summary>The names of all files but those of the usings.</summary>
    public IEnumerable<string> Files => Project.Documents.Select(static document => document.Name).Where(static name => name != "Usings.cs");

    /// <summary>Asserts that nothing is wrong any more: nothing is reported with that id, and everything compiles without a warning.</summary>
    public async Task AssertMendedAsync(params string[] ids)
    {
        Assert.Empty((await DiagnosticsAsync()).Where(diagnostic => ids.Contains(diagnostic.Id)).Select(static diagnostic => diagnostic.ToString()));
        var compilation = (await Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(static diagnostic => diagnostic.ToString()));
    }

    private async Task<List<(CodeFixProvider Fix, CodeAction Action)>> ActionsAsync(string id, bool every = false)
    {
        var offers = new List<(CodeFixProvider, CodeAction)>();
        var diagnostics = (await DiagnosticsAsync()).Where(diagnostic => diagnostic.Id == id).ToList();
        Assert.NotEmpty(diagnostics);
        foreach (var diagnostic in every ? diagnostics : diagnostics.Take(1))
        {
            var document = (TextDocument?)Project.GetDocument(diagnostic.Location.SourceTree)
                ?? Project.AdditionalDocuments.Single(file => file.FilePath == diagnostic.Location.GetLineSpan().Path);
            foreach (var fix in OurAnalyzers.Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(id) && IsFor(fix, document)))
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offers.Add((fix, action)), TestContext.Current.CancellationToken));
            }
        }

        return offers;
    }

    /// <summary>Whether an editor asks a fix about a file: one that does not say which it is for is asked about code alone.</summary>
    private static bool IsFor(CodeFixProvider fix, TextDocument document)
        => document is Document || fix.GetType().GetCustomAttributes(inherit: false).OfType<ExportCodeFixProviderAttribute>()
            .Any(exported => exported.DocumentKinds.Contains(nameof(TextDocumentKind.AdditionalDocument)) && exported.DocumentExtensions?.Contains(Path.GetExtension(document.Name)) == true);

    private async Task ApplyAsync(CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        Assert.True(_workspace.TryApplyChanges(operations.OfType<ApplyChangesOperation>().Single().ChangedSolution));
    }

    /// <summary>What was reported, as an editor hands it to a fix of everything.</summary>
    private sealed class Reported(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult(diagnostics.AsEnumerable());

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => await document.GetSyntaxTreeAsync(cancellationToken) is { } tree ? diagnostics.Where(diagnostic => diagnostic.Location.SourceTree == tree) : [];

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult(diagnostics.Where(static diagnostic => diagnostic.Location.SourceTree is null));
    }
}
