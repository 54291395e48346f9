using System.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Analyzers;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Tests.Contracts.Reality;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

/// <summary>
/// Two branches with random edits, whose code git merges without a conflict, and the files that their builds have written, merged by git as well: the file is
/// what an update of the merged code would have made of it, or the build says that it is not. Nothing of a release is lost.
/// </summary>
public sealed class RandomMergeTests : IDisposable
{
    private const int Pairs = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedjobs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--diff3")]
    [InlineData("--union")]
    public async Task No_merge_goes_wrong_in_silence(string how)
    {
        var dice = new Dice(20260103);
        var (clean, conflicts) = (0, 0);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var before = MergedProgram.Random(dice);
            var (ours, theirs) = (before.Edited(dice, "Ours"), before.Edited(dice, "Theirs"));
            var file = ContractOf.File(before.Source);
            var (codeConflicts, source) = await MergeAsync("--diff3", before.Source, ours.Source, theirs.Source);
            if (codeConflicts > 0)
            {
                continue;
            }

            var (fileConflicts, merged) = await MergeAsync(how, file, ContractOf.Update(file, ours.Source), ContractOf.Update(file, theirs.Source));
            var text = SourceText.From(merged);
            var parsed = ContractParser.Parse(text);
            var what = $"{before.Source}\n{ours.Source}\n{theirs.Source}\n{merged}";
            if (fileConflicts > 0 || parsed.Faults.Count > 0)
            {
                Assert.True(parsed.Faults.Count > 0, what);
                conflicts++;
                continue;
            }

            clean++;
            var code = ContractOf.Code(source);
            var report = ContractReport.Of(code, new ContractFile("jobs.contract", text, parsed), deployed: null, new ContractSettings(IsUpdating: false, IsRolling: false, MustBeFresh: false));
            var isWhole = merged == ContractOf.Update(file, source);
            Assert.True(isWhole || report.OfFile.Concat(code.Jobs.Values.SelectMany(report.OfJob)).Any(), what);
            Assert.All(ContractOf.Read(file).Lines, line => Assert.True(parsed.Contract.Find(line.Key)?.Released.Contains(line.Form), $"{line}\n{what}"));
        }

        Assert.True(clean > Pairs / 3 && conflicts > 0, $"{clean} clean, {conflicts} with conflicts");
    }

    private async Task<(int Conflicts, string Merged)> MergeAsync(string how, string before, string ours, string theirs)
    {
        async Task WriteAsync(string name, string text) => await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, TestContext.Current.CancellationToken);
        await WriteAsync("before", before);
        await WriteAsync("ours", ours);
        await WriteAsync("theirs", theirs);
        using var git = Process.Start(new ProcessStartInfo("git", ["merge-file", "-p", how, "ours", "before", "theirs"]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true })!;
        var merged = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(git.ExitCode, 0, 127);
        return (git.ExitCode, merged);
    }

    /// <summary>A program of jobs, types and an enum with a line for each member.</summary>
    private sealed record MergedProgram(IReadOnlyList<(string Head, IReadOnlyList<string> Members)> Types)
    {
        private static readonly string[] MemberTypes = ["int", "long", "string", "Address", "List<int>", "Urgency", "Guid"];

        /// <summary>Members stand apart from each other, so that the code of two edits merges more often than not.</summary>
        public string Source => string.Concat(Types.Select(static type => $"{type.Head}\n{{\n{string.Concat(type.Members.Select(static member => $"\n    {member}\n\n"))}}}\n\n\n"));

        public static MergedProgram Random(Dice dice)
            => new(
            [
                ("[Job(\"mail.send\")] public sealed partial record SendMail", Members(dice, "Mail")),
                ("[Job(\"order.create\")] public sealed partial record CreateOrder", [.. Members(dice, "Order"), "public Address? To { get; init; }"]),
                ("[Job(\"report.write\")] public sealed partial record WriteReport", Members(dice, "Report")),
                ("public sealed record Address", Members(dice, "Address", last: 3)),
                ("public enum Urgency", ["Low,", "Normal,", "High,"]),
            ]);

        /// <summary>One or two edits; what is new has a name of its own.</summary>
        public MergedProgram Edited(Dice dice, string name)
        {
            var types = Types.ToList();
            for (var edits = dice.Next(1, 3); edits > 0; edits--)
            {
                var at = dice.Next(types.Count);
                var (head, members) = types[at];
                var member = dice.Next(members.Count);
                var isEnum = head.Contains("enum", StringComparison.Ordinal);
                string Added() => isEnum ? $"{name}{edits}," : dice.Next(2) == 0 ? $"public int {name}{edits} {{ get; init; }} = 1;" : $"public string? {name}{edits} {{ get; init; }}";
                types[at] = dice.Next(5) switch
                {
                    0 => (head, [.. members.Take(member), .. members.Skip(member + 1)]),
                    1 when !isEnum => (head, [.. members.Select((text, index) => index == member ? text.Replace("int ", "long ", StringComparison.Ordinal).Replace("string ", "Guid ", StringComparison.Ordinal) : text)]),
                    2 when !isEnum => (head, [.. members.Select((text, index) => index == member ? text.Replace(" { get", $"{name} {{ get", StringComparison.Ordinal) : text)]),
                    3 => ($"[Job(\"{name.ToLowerInvariant()}{edits}\")] public sealed partial record {name}Job{edits}\n{{\n\n    public required int Id {{ get; init; }}\n\n}}\n\n\n{head}", members),
                    _ => (head, [.. members.Take(member), Added(), .. members.Skip(member)]),
                };
            }

            return new MergedProgram(types);
        }

        private static List<string> Members(Dice dice, string name, int last = 7)
            => [.. Enumerable.Range(0, dice.Next(3, 7)).Select(number => $"public required {MemberTypes[dice.Next(last)]} {name}{number} {{ get; init; }}")];
    }
}
