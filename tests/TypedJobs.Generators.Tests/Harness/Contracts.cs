using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>Contracts of programs, as builds would write them, one after the other.</summary>
internal static class ContractOf
{
    /// <summary>What every program of a contract test begins with.</summary>
    public const string Usings = "using System.Collections.Immutable; using System.Text.Json; using System.Text.Json.Nodes; using System.Text.Json.Serialization; namespace Acme;\n";

    /// <summary>What the code says.</summary>
    public static CodeContract Code(string source) => Code([Usings + source]);

    /// <summary>What the code in these files says.</summary>
    public static CodeContract Code(string[] sources)
        => CodeContractReader.Read(Compilations.Of("Acme", [], sources), TestContext.Current.CancellationToken);

    /// <summary>The file that a build writes when there is none, with every line released if asked for.</summary>
    public static string File(string source, bool released = true)
        => released ? Ship(Update(null, source)) : Update(null, source);

    /// <summary>The file that a build makes of another.</summary>
    public static string Update(string? file, string source)
        => ContractText.Of(ContractUpdate.Of(file is null ? new Contract([]) : Read(file), Code(source)));

    /// <summary>The file after a release.</summary>
    public static string Ship(string file) => file.Replace(" *\n", "\n", StringComparison.Ordinal);

    /// <summary>A file that must be in order.</summary>
    public static Contract Read(string file)
    {
        var parsed = ContractParser.Parse(SourceText.From(file));
        Assert.Empty(parsed.Faults);
        return parsed.Contract;
    }

    /// <summary>What becomes of messages, in both directions.</summary>
    public static IReadOnlyList<Finding> Findings(string file, string source)
    {
        var before = Read(file);
        var now = Code(source).Contract;
        return [.. before.Jobs.SelectMany(job => Comparison.Backward(before, now, job.Key).Concat(Comparison.Forward(before, now, job.Key)))];
    }
}
