using System.Text.Json.Serialization.Metadata;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Tests.Contracts.Reality;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>
/// Every scalar written, and read as every other: what the engine says is what the serializer does. Each row of a snapshot is a writer, each column a reader:
/// <c>.</c> all are read, <c>C</c> some are read as another value, <c>P</c> some cannot be read, <c>B</c> none can.
/// </summary>
public sealed class ScalarMatrixTests
{
    private static readonly string[] Keys =
    [
        "bool", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "Int128", "UInt128", "Half", "float", "double", "decimal",
        "char", "string", "Guid", "Uri", "Version", "DateTime", "DateTimeOffset", "DateOnly", "TimeOnly", "TimeSpan", "Urgency",
    ];

    private static readonly string[] Values =
        [.. Keys, "byte[]", "Memory<byte>", "ReadOnlyMemory<byte>", "JsonElement", "JsonDocument", "JsonNode", "JsonArray", "JsonObject", "JsonValue"];

    [Fact]
    public void As_a_member() => Expect(Values, "{0}");

    [Fact]
    public void As_a_member_that_may_be_null() => Expect(Values, "{0}?");

    [Fact]
    public void As_the_element_of_a_list() => Expect(Values, "List<{0}>");

    [Fact]
    public void As_the_key_of_a_dictionary() => Expect(Keys, "Dictionary<{0}, int>");

    private void Expect(string[] types, string form, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        List<(int Number, string Source)> declarations = [.. types.Index().Select(type
            => (type.Index, $"[Job(\"e{type.Index}\")] public sealed partial record Sample({string.Format(System.Globalization.CultureInfo.InvariantCulture, form, type.Item)} X);"))];
        var program = VersionProgram.Of(KnownEdits.Shared, declarations);
        var contract = ContractOf.Code(VersionProgram.Sources(KnownEdits.Shared, declarations)).Contract;
        var contracts = declarations.Select(declaration => AsOneJob(contract, VersionProgram.JobOf(declaration.Number))).ToList();
        var rows = new List<string>();
        var wrong = new List<string>();
        foreach (var (writer, written) in types.Index())
        {
            var row = string.Empty;
            foreach (var (reader, read) in types.Index())
            {
                var seen = Observation.Of(program.TypeInfoOf(writer), program.TypeInfoOf(reader));
                var verdict = Comparison.Backward(contracts[writer], contracts[reader], Job).Select(static finding => finding.Grade).DefaultIfEmpty(Grade.Compatible).Max();
                row += verdict == Grade.Compatible ? " ." : $" {verdict.ToString()[0]}";
                if (verdict != seen.Grade)
                {
                    wrong.Add($"{written} as {read}: {verdict}, and really {seen.Grade}: {seen.Witness}");
                }
            }

            rows.Add($"{written,-20}{row}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} verdicts are not what happens:\n{string.Join('\n', wrong)}");
        Snapshot.Match(rows, this, method);
    }

    private const string Job = "e@1";

    /// <summary>All samples are versions of one job.</summary>
    private static Contract AsOneJob(Contract contract, string job)
        => new(contract.Lines.Select(line => line.Key == job || ContractKey.OwnerOf(line.Key) == job
            ? line with { Key = Job + line.Key[job.Length..], Form = line.Form is JobForm form ? form with { Tube = "e" } : line.Form }
            : line));
}
