using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Analyzers;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>What was seen of an edit, what the engine says of it, and the ids of what the analyzer reports.</summary>
internal sealed record Outcome(Edit Edit, Observation Backward, Observation Forward, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Ids)
{
    public Grade BackwardVerdict => Verdict(Direction.Backward);

    public Grade ForwardVerdict => Verdict(Direction.Forward);

    /// <summary>Whether the verdicts are what was seen. Of a converter of the application's none can be given but that somebody must look.</summary>
    public bool Agrees => Agree(BackwardVerdict, Backward.Grade) && Agree(WithoutMeaning(ForwardVerdict), WithoutMeaning(Forward.Grade));

    public override string ToString()
        => $"""
            {Edit}
              BACKWARD: {BackwardVerdict}, and really {Backward.Grade}: {Backward.Witness}
              FORWARD: {ForwardVerdict}, and really {Forward.Grade}: {Forward.Witness}
              {string.Join("\n  ", Findings)}
            """;

    /// <summary>What is expected of an edit, in a line.</summary>
    public string Row => $"{BackwardVerdict,-10} {ForwardVerdict,-10} {string.Join(' ', Ids),-14} | {Edit.Name.Replace('\n', ' ')}";

    /// <summary>What old workers think that a new message means nobody is told.</summary>
    private static Grade WithoutMeaning(Grade grade) => grade == Grade.Means ? Grade.Compatible : grade;

    private bool Agree(Grade verdict, Grade seen)
        => verdict == seen || (verdict == Grade.Opaque && Findings.Any(static finding => finding.Kind == FindingKind.Converter));

    private Grade Verdict(Direction direction) => Findings.Where(finding => finding.Direction == direction).Select(static finding => finding.Grade).DefaultIfEmpty(Grade.Compatible).Max();
}

/// <summary>
/// Tries edits: compiles all releases of all of them at once, lets each write what the newest reads and the newest write what the last release reads,
/// and asks the engine, which has seen nothing but the contract that the releases have left.
/// </summary>
internal static class Trial
{
    public static IReadOnlyList<Outcome> Of(string shared, IReadOnlyList<Edit> edits)
    {
        var most = edits.Max(static edit => edit.Versions.Length);

        // The newest versions stand in one program, those before them in another, and so on.
        List<(int Number, string Source)> Declarations(int before)
            => [.. edits.Index().Where(edit => edit.Item.Versions.Length > before)
                .Select(edit => (edit.Index, edit.Item.Versions[^(before + 1)].Replace("[Job", $"[Job(\"e{edit.Index}\")", StringComparison.Ordinal)))];

        var programs = Enumerable.Range(0, most).Select(before => VersionProgram.Of(shared, Declarations(before))).ToList();
        var contracts = Enumerable.Range(0, most).Select(before => ContractOf.Code(VersionProgram.Sources(shared, Declarations(before)))).ToList();
        var file = new Contract([]);
        for (var before = most - 1; before > 0; before--)
        {
            file = ContractOf.Read(ContractOf.Ship(ContractText.Of(ContractUpdate.Of(file, contracts[before]))));
        }

        return [.. edits.Select((edit, number) =>
        {
            var newest = programs[0].TypeInfoOf(number);
            var released = Enumerable.Range(1, edit.Versions.Length - 1).Select(before => programs[before].TypeInfoOf(number)).ToList();
            var job = VersionProgram.JobOf(number);
            return new Outcome(
                edit,
                Backward(released, newest),
                Observation.Of(newest, released[0]),
                [.. Comparison.Backward(file, contracts[0].Contract, job), .. Comparison.Forward(file, contracts[0].Contract, job)],
                Reported(file, contracts[0], job));
        })];
    }

    /// <summary>What a project reports that has this job alone.</summary>
    private static IReadOnlyList<string> Reported(Contract file, CodeContract code, string job)
    {
        var text = SourceText.From(ContractText.Of(Alone(file, job)));
        var record = code.Jobs[job];
        var report = ContractReport.Of(
            code with { Contract = Alone(code.Contract, job), Jobs = new Dictionary<string, Microsoft.CodeAnalysis.INamedTypeSymbol> { [job] = record } },
            new ContractFile("jobs.contract", text, ContractParser.Parse(text)),
            deployed: null,
            new ContractSettings(IsUpdating: false, IsRolling: false, MustBeFresh: false));
        return [.. report.OfJob(record).Concat(report.OfFile).Select(static diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal)];
    }

    private static Contract Alone(Contract contract, string job)
    {
        var reached = Reach.From([job], contract, static line => line.Was.Prepend(line.Form));
        return new Contract(contract.Lines.Where(line => reached.Contains(line.Form is HeadForm ? line.Key : ContractKey.OwnerOf(line.Key))));
    }

    /// <summary>
    /// What the newest makes of all that the releases have written: not all of it throws if what one of them wrote can be read. What a release before the
    /// last one has lost already has left a tombstone, and no more is said of it.
    /// </summary>
    private static Observation Backward(List<JsonTypeInfo> released, JsonTypeInfo newest)
    {
        var seen = released.Select((writer, before) => Observation.Of(writer, newest) is var one && before > 0 && one.Grade == Grade.Drops ? new Observation(Grade.Compatible, string.Empty) : one).Append(Observation.OfAbsence(released[0], newest)).ToList();
        var worst = seen.MaxBy(static one => one.Grade)!;
        return worst.Grade == Grade.Breaks && seen.SkipLast(1).Any(static one => one.Grade < Grade.Breaks) ? worst with { Grade = Grade.Partial } : worst;
    }
}
