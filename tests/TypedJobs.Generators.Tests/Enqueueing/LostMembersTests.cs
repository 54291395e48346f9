using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Enqueueing;

/// <summary>TJ0029: a value that arrives as less than it was.</summary>
public sealed class LostMembersTests
{
    [Theory]
    [InlineData("new Feed({|TJ0029:dog|})", "Feed.Animal", "Dog", "Age")]
    [InlineData("new Feed(new Animal(\"a\")) { Second = {|TJ0029:new Dog(\"d\", 1)|} }", "Feed.Second", "Dog", "Age")]
    [InlineData("new Feed(new Animal(\"a\")) with { Second = {|TJ0029:dog|} }", "Feed.Second", "Dog", "Age")]
    [InlineData("new Herd([new Animal(\"a\"), {|TJ0029:dog|}])", "Herd.All", "Dog", "Age")]
    [InlineData("new Herd({|TJ0029:new List<Dog> { dog }|})", "Herd.All", "Dog", "Age")]
    [InlineData("new Feed(Animal: {|TJ0029:new Puppy(\"d\", 1, true)|})", "Feed.Animal", "Puppy", "Small, Age")]
    public async Task What_is_lost_is_named(string expression, string member, string type, string lost)
        => Assert.Equal(
            [$"'{member}' carries this '{type}' as no more than its base 'Animal': what '{type}' adds ({lost}) is lost on the way. Name '{type}' in a [JsonDerivedType] on 'Animal', or carry a '{type}'"],
            await AnalyzerRun.ExpectAsync(Program(expression)));

    [Theory]
    [InlineData("new Feed(new Animal(\"a\"))")]
    [InlineData("new Feed(new Stray(\"a\"))")]
    [InlineData("new Feed(new Animal(\"a\")) { Plant = new Tree(\"t\", 3) }")]
    [InlineData("new Feed(new Animal(\"a\")) { Hidden = new Dog(\"d\", 1) }")]
    [InlineData("new Feed(new Animal(\"a\")) { Numbers = new List<int>() }")]
    [InlineData("new Herd([new Animal(\"a\"), new Stray(\"b\")])")]
    [InlineData("new Herd(new List<Stray>())")]
    [InlineData("new Herd([]) with { Plants = [new Tree(\"t\", 3)] }")]
    [InlineData("new Owner(new Dog(\"d\", 1))")]
    public async Task What_keeps_its_members_is_fine(string expression)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(Program(expression)));

    private static string Program(string expression)
        => $$"""
            using System.Text.Json.Serialization;
            public record Animal(string Name);
            public record Dog(string Name, int Age) : Animal(Name);
            public sealed record Puppy(string Name, int Age, bool Small) : Dog(Name, Age);
            public sealed record Stray(string Name) : Animal(Name);
            [JsonDerivedType(typeof(Tree), "tree")] public record Plant(string Name);
            public sealed record Tree(string Name, int Height) : Plant(Name);
            public sealed record Owner(Animal Animal);
            [Job("herd")] public sealed partial record Herd(IReadOnlyList<Animal> All) { public IReadOnlyList<Plant> Plants { get; init; } = []; }
            [Job("feed")] public sealed partial record Feed(Animal Animal)
            {
                public Animal? Second { get; init; }
                public Plant? Plant { get; init; }
                [JsonIgnore] public Animal? Hidden { get; init; }
                public IReadOnlyList<int>? Numbers { get; init; }
            }

            public static class Producer
            {
                public static object Make(Dog dog) => dog.Age > 1 ? {{expression}} : dog;
            }
            """;
}
