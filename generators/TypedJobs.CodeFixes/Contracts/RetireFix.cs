using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>
/// Retires a version whose record is gone: its line of the contract says so from then on. It is offered on the record and on the line,
/// and says what to ask the server before.
/// </summary>
[ExportCodeFixProvider(
    LanguageNames.CSharp,
    Name = nameof(RetireFix),
    DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)],
    DocumentExtensions = [".cs", ".contract"])]
[Shared]
public sealed class RetireFix : CodeFixProvider
{
    private const string Gap = "TJ1008";
    private const string Retired = "retired ";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Gap];

    /// <inheritdoc/>
    /// <remarks>Each tube is to be asked.</remarks>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(ContractProperties.Job, out var job) && job is not null && ContractKey.JobOf(job) is var (name, version)
                && ProjectContract.FileOf(context.TextDocument.Project) is { } file
                && await file.GetTextAsync(context.CancellationToken).ConfigureAwait(false) is var text
                && ContractParser.Parse(text) is { Faults.Count: 0 } parsed
                && parsed.Contract.Find(job) is { IsRetired: false, Form: JobForm form }
                && parsed.LineNumbers.TryGetValue(job, out var line))
            {
                var at = text.Lines[line].Start + job.Length + ContractText.Separator.Length;
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Retire version {version} of '{name}': once 'stats-tube {form.Tube}' counts 0 ready, reserved, delayed and buried jobs",
                        _ => Task.FromResult(file.Project.Solution.WithAdditionalDocumentText(file.Id, text.WithChanges(new TextChange(new TextSpan(at, 0), Retired)))),
                        nameof(RetireFix)),
                    diagnostic);
            }
        }
    }
}
