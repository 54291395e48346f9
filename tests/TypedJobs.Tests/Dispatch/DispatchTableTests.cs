using System.Text;
using CsCheck;
using TypedJobs.Dispatch;
using Xunit;

namespace TypedJobs.Tests.Dispatch;

public sealed class DispatchTableTests
{
    // Few letters and versions, so that near misses are common: same ends, same length, same name in another version.
    private static readonly Gen<(string Name, int Version)> Keys =
        Gen.Select(Gen.String[Gen.Char["abé."], 0, 20], Gen.Int[1, 3]);

    [Fact]
    public void It_finds_what_a_dictionary_finds()
        => Gen.Select(Keys.HashSet[0, 200], Keys.Array[50]).Sample(
            (known, asked) =>
            {
                var values = known.ToDictionary(static key => key, static key => $"{key.Name}/{key.Version}");
                var table = new DispatchTable<string>([.. values.Select(static pair => (pair.Key.Name, pair.Key.Version, pair.Value))]);
                foreach (var (name, version) in asked.Concat(known))
                {
                    Assert.Equal(values.GetValueOrDefault((name, version)), table.Find(Encoding.UTF8.GetBytes(name), version));
                }
            },
            iter: 500);

    [Fact]
    public void Names_that_differ_only_in_the_middle_are_told_apart()
    {
        var names = Enumerable.Range(0, 1000).Select(static number => $"customer.{number:0000}.address.changed").ToArray();
        var table = new DispatchTable<string>([.. names.Select(static name => (name, 1, name))]);

        Assert.All(names, name => Assert.Equal(name, table.Find(Encoding.UTF8.GetBytes(name), 1)));
        Assert.Null(table.Find("customer.xxxx.address.changed"u8, 1));
    }

    [Fact]
    public void Finding_allocates_nothing()
    {
        var table = new DispatchTable<string>([("thumbnail.create", 1, "it")]);
        table.Find("thumbnail.create"u8, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        table.Find("thumbnail.create"u8, 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_same_job_twice_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new DispatchTable<string>([("a.b", 2, "x"), ("a.b", 2, "y")]));

        Assert.Contains("'a.b' in version 2", error.Message, StringComparison.Ordinal);
    }
}
