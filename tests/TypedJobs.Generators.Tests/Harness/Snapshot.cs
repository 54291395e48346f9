using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// Compares generated files with those that were accepted before. Files are named as Verify names them
/// (<c>Class.Method#Hint.verified.cs</c>, the new text beside it as <c>.received.cs</c>), so that Verify can take over.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares the files of a run whose hint name <paramref name="which"/> wants, by default all.</summary>
    public static void Match(GeneratorRun run, object test, Func<string, bool>? which = null, [CallerMemberName] string method = "")
    {
        var files = run.Files.Where(file => which?.Invoke(file.Key) ?? true).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var folder = Path.Combine(Repository.Root, "tests", "TypedJobs.Generators.Tests", "Snapshots");
        Directory.CreateDirectory(folder);
        var prefix = $"{test.GetType().Name}.{method}#";
        var differing = new List<string>();
        foreach (var (hint, text) in files)
        {
            var name = prefix + Path.GetFileNameWithoutExtension(hint);
            var received = Path.Combine(folder, name + ".received.cs");
            var verified = Path.Combine(folder, name + ".verified.cs");
            if (File.Exists(verified) && Lines(File.ReadAllText(verified)) == Lines(text))
            {
                File.Delete(received);
                continue;
            }

            File.WriteAllText(received, text);
            differing.Add(name);
        }

        var expected = files.Keys.Select(hint => prefix + Path.GetFileNameWithoutExtension(hint) + ".verified.cs").ToHashSet(StringComparer.Ordinal);
        differing.AddRange(Directory.EnumerateFiles(folder, prefix + "*.verified.cs")
            .Select(static path => Path.GetFileName(path)!)
            .Where(name => !expected.Contains(name))
            .Select(static name => name + " (no longer generated)"));

        Assert.True(
            differing.Count == 0,
            $"Generated files differ from the accepted ones. Compare .received.cs with .verified.cs in {folder}, and rename what is right:\n" + string.Join('\n', differing));
    }

    /// <summary>Compares lines with those that were accepted before.</summary>
    public static void Match(IEnumerable<string> lines, object test, [CallerMemberName] string method = "")
    {
        var path = Path.Combine(Repository.Root, "tests", "TypedJobs.Generators.Tests", "Snapshots", $"{test.GetType().Name}.{method}");
        var text = string.Concat(lines.Select(static line => line.TrimEnd() + "\n"));
        if (File.Exists(path + ".verified.txt") && Lines(File.ReadAllText(path + ".verified.txt")) == Lines(text))
        {
            File.Delete(path + ".received.txt");
            return;
        }

        File.WriteAllText(path + ".received.txt", text);
        Assert.Fail($"What was seen differs from what was accepted. Compare {path}.received.txt with .verified.txt, and rename it if it is right.");
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
