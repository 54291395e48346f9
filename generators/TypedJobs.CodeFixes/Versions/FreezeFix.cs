using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.CodeFixes.Contracts;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>
/// Freezes what a job was in the last release: its shape becomes a record from the lines of the contract, the job gets the next version, a step from the
/// one to the other is begun, and the contract has both.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FreezeFix))]
[Shared]
public sealed class FreezeFix() : Fix(ContractFix.Unreadable, ContractFix.Changed, ContractFix.UnreadableByReleased, ContractFix.Reused, Gap)
{
    private const string Gap = "TJ1008";

    /// <inheritdoc/>
    /// <remarks>A step from one version to the next is written by somebody who thinks about it.</remarks>
    private protected override bool FixesAll => false;

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => ContractFix.HasFile(place) && !place.Diagnostic.Properties.ContainsKey(ContractProperties.IsFrozen) && place.Told(ContractProperties.Job) is { } job && ContractKey.JobOf(job) is var (name, version)
            ? $"Freeze version {version} of '{name}', and upgrade from it"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var job = place.Told(ContractProperties.Job)!;
        if (await ProjectContract.OfAsync(place.Document.Project, cancellationToken).ConfigureAwait(false) is not { } contract
            || ContractKey.JobOf(job) is not var (name, version)
            || Newest(contract.Code, job, name) is not { } record
            || await DeclarationAsync(place.Document.Project, record, cancellationToken).ConfigureAwait(false) is not var (document, syntax, attribute)
            || contract.File.Find(job)?.Form is not JobForm released)
        {
            return;
        }

        var space = record.ContainingType is null ? record.ContainingNamespace : (INamespaceOrTypeSymbol)record.ContainingType;
        var taken = new HashSet<string>(space.GetMembers().Select(static member => member.Name), StringComparer.Ordinal);
        var frozen = Free($"{record.Name}V{version}");
        if (FrozenShape.Of(contract.File, contract.Code.Contract, contract.Compilation, job, record, frozen, AttributeOf(name, version, released, attribute), Free) is not { } shape)
        {
            return;
        }

        BumpVersion(document, attribute, version, edits);
        var members = shape.Members.Select(static member => (member.Name, member.Type)).ToList();
        await LaterRecord.AddAsync(document, syntax, frozen, UpgradeText.Of(record, frozen, members), edits, cancellationToken).ConfigureAwait(false);
        var end = await Usings.EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
        var indent = await LaterRecord.IndentOfAsync(document, syntax, cancellationToken).ConfigureAwait(false);
        edits.Insert(
            document.Id,
            syntax.Span.End,
            string.Concat(shape.Declarations.Select(declaration => end + end + LaterRecord.Indented(declaration, indent, end))),
            simplify: true);

        string Free(string wanted)
        {
            var free = wanted;
            for (var number = 2; !taken.Add(free); number++)
            {
                free = wanted + number.ToString(CultureInfo.InvariantCulture);
            }

            return free;
        }
    }

    /// <summary>The contract has the new version as well, and nothing is left to be asked for.</summary>
    private protected override async Task<Solution> FollowAsync(Solution mended, ProjectId project, CancellationToken cancellationToken)
    {
        if (await ProjectContract.OfAsync(mended.GetProject(project)!, cancellationToken).ConfigureAwait(false) is not { } contract)
        {
            return mended;
        }

        var edits = new Edits(mended);
        await contract.ReplaceAsync(ContractUpdate.Of(contract.File, contract.Code), edits, cancellationToken).ConfigureAwait(false);
        return await edits.ApplyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The record of the job; of its newest version, if the released one has none.</summary>
    private static INamedTypeSymbol? Newest(CodeContract code, string job, string name)
        => code.Jobs.TryGetValue(job, out var own)
            ? own
            : code.Jobs.Where(pair => ContractKey.JobOf(pair.Key)?.Name == name).OrderByDescending(static pair => ContractKey.JobOf(pair.Key)!.Value.Version).Select(static pair => pair.Value).FirstOrDefault();

    private static async Task<(Document Document, TypeDeclarationSyntax Record, AttributeSyntax Attribute)?> DeclarationAsync(
        Project project, INamedTypeSymbol record, CancellationToken cancellationToken)
    {
        foreach (var data in record.GetAttributes())
        {
            if (data.AttributeClass?.ToDisplayString() == JobDeclarationParser.AttributeName
                && data.ApplicationSyntaxReference is { } reference
                && project.GetDocument(reference.SyntaxTree) is { } document
                && await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is AttributeSyntax attribute
                && attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } syntax)
            {
                return (document, syntax, attribute);
            }
        }

        return null;
    }

    /// <summary>What a frozen record says of itself; its tube and its form only where they are not those of the newest.</summary>
    private static string AttributeOf(string name, int version, JobForm released, AttributeSyntax newest)
    {
        var tube = (Argument(newest, "Tube")?.Expression as LiteralExpressionSyntax)?.Token.ValueText ?? name;
        var isBare = Argument(newest, "Format")?.Expression.ToString().EndsWith("Bare", StringComparison.Ordinal) == true;
        var text = $"JobVersion({ContractKey.Literal(name)}, {version}";
        if (released.Tube != JobNames.Tube(tube, version))
        {
            text += $", Tube = {ContractKey.Literal(JobNames.WithoutVersion(released.Tube, version))}";
        }

        if (released.IsBare != isBare)
        {
            text += $", Format = JobFormat.{(released.IsBare ? "Bare" : "Envelope")}";
        }

        return $"[{text})]";
    }

    private static void BumpVersion(Document document, AttributeSyntax attribute, int version, Edits edits)
    {
        var next = (version + 1).ToString(CultureInfo.InvariantCulture);
        if (Argument(attribute, "Version") is not { } written)
        {
            edits.Insert(document.Id, attribute.ArgumentList!.Arguments[0].Span.End, $", Version = {next}");
        }
        else if (written.Expression.ToString() == version.ToString(CultureInfo.InvariantCulture))
        {
            edits.Replace(document.Id, written.Expression.Span, next);
        }
    }

    private static AttributeArgumentSyntax? Argument(AttributeSyntax attribute, string name)
        => attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);
}
