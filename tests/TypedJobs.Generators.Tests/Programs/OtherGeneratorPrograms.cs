using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>Types that another generator completes or declares: what it adds is not in the JSON that ours writes at the same time.</summary>
public sealed class OtherGeneratorPrograms
{
    private const string Said = "another generator completes the type, and no generator sees what another writes, so that its JSON would lack it; "
        + "declare the type in a project that this one references, or carry its values in a record";

    [Theory]
    [InlineData("public partial class Person { private string _name = \"\"; }", "partial class Person { public string Name { get => _name; set => _name = value; } }", "A.Person")]
    [InlineData("public readonly partial struct Person;", "[System.Text.Json.Serialization.JsonConverter(typeof(Own))] readonly partial struct Person { private Person(int value) => Value = value; public int Value { get; } public sealed class Own : System.Text.Json.Serialization.JsonConverter<Person> { public override Person Read(ref System.Text.Json.Utf8JsonReader reader, System.Type type, System.Text.Json.JsonSerializerOptions options) => new(reader.GetInt32()); public override void Write(System.Text.Json.Utf8JsonWriter writer, Person value, System.Text.Json.JsonSerializerOptions options) => writer.WriteNumberValue(value.Value); } }", "A.Person")]
    [InlineData("", "public enum Person { Ann, Bob }", "A.Person")]
    [InlineData("", "public sealed record Person(string Name);", "A.Person")]
    [InlineData("namespace N { public sealed record Team(global::Person[] People); } public sealed record Box(N.Team Team, Person? Person);", "public readonly record struct Person(string Name);", "A.Person")]
    public async Task What_the_JSON_would_lack_is_said_on_the_member(string written, string generated, string path)
        => Assert.Equal(
            [$"TJ0004 Person: '{path}' of type 'Person' cannot be carried by a job: {Said}"],
            await ReportedAsync("[Job(\"a\")] public sealed partial record A(int X, Person Person);\n[Job(\"b\")] public sealed partial record B(int X);\n" + written, generated));

    [Fact]
    public async Task A_job_that_another_generator_completes_is_named_itself()
        => Assert.Equal(
            [$"TJ0004 A: 'A' of type 'A' cannot be carried by a job: {Said}"],
            await ReportedAsync("[Job(\"a\")] public sealed partial record A(int X);", "partial record A { public int Y { get; set; } }"));

    [Theory]
    [InlineData("public sealed partial record Person(string Name);", "partial record Person { public Person Twice() => this; public static implicit operator string(Person person) => person.Name; [System.Text.Json.Serialization.JsonIgnore] public int Age => 1; }")]
    [InlineData("public partial class Person { public partial string Name { get; set; } }", "partial class Person { public partial string Name { get => field ?? \"\"; set => field = value; } }")]
    [InlineData("public sealed partial class Person { public string Name { get; set; } = \"\"; public Person Clone() => this; }", "partial class Person : System.IEquatable<Person> { public bool Equals(Person? other) => other is not null; public override bool Equals(object? other) => other is Person; public override int GetHashCode() => 1; }")]
    [InlineData("public sealed record Person(string Name);", "public static class Extensions { public static string Of(this Person person) => person.Name; }")]
    [InlineData("public sealed record Person(string Name);", "namespace N { public sealed class Person; }")]
    [InlineData("public sealed record Person(Person.Kind Of) { public enum Kind { None } }", "public sealed class Kind;")]
    public async Task What_leaves_the_JSON_as_it_is_is_silent(string written, string generated)
        => Assert.Empty(await ReportedAsync("[Job(\"a\")] public sealed partial record A(int X, Person Person, List<Person> More);\n" + written, generated));

    private static async Task<IEnumerable<string>> ReportedAsync(string source, string generated)
    {
        GeneratorRun.Driver(new OtherGenerator(generated).AsSourceGenerator())
            .RunGeneratorsAndUpdateCompilation(Compilations.Of("Acme", [], source), out var output, out _, TestContext.Current.CancellationToken);
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return (await AnalyzerRun.AllAsync(output))
            .Where(static diagnostic => diagnostic.Id != "TJ1006")
            .Select(static diagnostic => $"{diagnostic.Id} {AnalyzerRun.TextAt(diagnostic.Location)}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }
}
