using System.Text.Json;
using CsCheck;
using TypedJobs.Generators.Payloads;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

public sealed class JsonNamesTests
{
    private const string Special = "_ÄßÉǅЯıİ名";

    [Fact]
    public void Names_are_camel_cased_as_the_serializer_does_it()
        => Gen.OneOf(Gen.Char['A', 'Z'], Gen.Char['a', 'z'], Gen.Char['0', '9'], Gen.Int[0, Special.Length - 1].Select(static index => Special[index]))
            .Array[0, 8]
            .Select(static letters => new string(letters))
            .Sample(static name => Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(name), JsonNames.CamelCase(name)));
}
