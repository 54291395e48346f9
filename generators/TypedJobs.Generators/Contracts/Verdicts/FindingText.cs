namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>What a finding means, in words: what code will do with a message, what would mend it, and in which order one could deploy it all the same.</summary>
internal static class FindingText
{
    private const string NoOrder = "No order of deployment is safe otherwise: freeze the released shape and give the new one the next Version, which has a tube of its own";

    /// <summary>What happens, as what follows the member's name.</summary>
    public static string What(Finding finding) => finding.Direction == Direction.Backward ? Backward(finding) : Forward(finding);

    /// <summary>What to do: the mend, and the order of deployment that is safe without it.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="worst">The worst of its job in each direction.</param>
    /// <param name="frozen">The version, if it is one that is only read.</param>
    public static string Advice(Finding finding, (Grade Backward, Grade Forward) worst, int? frozen)
    {
        var mend = Mend(finding);
        var order = frozen is { } version ? $"Version {version} stays as it was released: change the newest in its place, or give the newest a type of its own"
            : finding.Grade >= Grade.Changes ? Order(finding, worst) : OrderWithoutLoss(finding, worst.Forward);
        return mend is null ? order : $"{mend}. {order}";
    }

    private static string Order(Finding finding, (Grade Backward, Grade Forward) worst)
        => finding.Kind is FindingKind.Tube ? "Safe order otherwise: producers first, workers when the old tube is empty"
            : (worst.Backward >= Grade.Changes, worst.Forward >= Grade.Changes) switch
            {
                (true, true) => NoOrder,
                (true, false) => "Safe order otherwise: producers first, workers when all jobs from before are worked off; or freeze the released shape and give the new one the next Version",
                _ => "Safe order: all workers first, then producers",
            };

    /// <summary>What is read by all, and yet is not as it was.</summary>
    private static string OrderWithoutLoss(Finding finding, Grade forward)
        => finding.Kind switch
        {
            FindingKind.Converter => "No order of deployment is known to be safe otherwise",
            FindingKind.Swapped or FindingKind.JobSwapped => NoOrder,
            _ when forward >= Grade.Drops => "No order of deployment is without loss otherwise: freeze the released shape and give the new one the next Version, which has a tube of its own",
            _ => "Order without loss otherwise: producers first, workers when all jobs from before are worked off",
        };

    private static string Backward(Finding finding)
        => finding switch
        {
            { Kind: FindingKind.Missing, OtherName: { } other }
                => $"seems to be '{other}' renamed: messages in flight carry '{other}' and not the new name, so reading them throws",
            { Kind: FindingKind.Missing, Grade: Grade.Breaks } => "is required, but messages in flight do not carry it: reading them throws",
            { Kind: FindingKind.Missing } => "is required, but some messages in flight do not carry it: reading those throws",
            { Kind: FindingKind.Dropped, OtherName: { } other } => $"seems to be renamed to '{other}': its value in messages in flight is lost",
            { Kind: FindingKind.Dropped } => "is in messages in flight, but nothing reads it any more: its value is lost",
            { Kind: FindingKind.Refused }
                => "is in messages in flight, and [JsonUnmappedMemberHandling] refuses members that the type does not have: reading them throws",
            { Kind: FindingKind.NullRefused } => $"was '{finding.Written}' and is '{finding.Read}': reading messages in flight throws where it is null{UnlessConverted(finding)}",
            { Kind: FindingKind.NullRead } => $"was '{finding.Written}' and is '{finding.Read}': null in messages in flight is read, although the type says that there is none",
            { Kind: FindingKind.Type } => $"was '{finding.Written}' and is '{finding.Read}': {ReadingIt(finding.Grade)}",
            { Kind: FindingKind.Collection } => $"was '{finding.Written}' and is '{finding.Read}': duplicates or their order in messages in flight are lost",
            { Kind: FindingKind.Merged } => $"is '{finding.Read}', whose elements lose what may tell them apart: those in messages in flight that become equal are read as one",
            { Kind: FindingKind.Omitted } => $"is not in messages in flight where it was {finding.Written}, and is read as {finding.Read} then: another value",
            { Kind: FindingKind.EnumValue, OtherName: { } other } => $"can be '{finding.Written}' in messages in flight, which seems to be renamed to '{other}': reading it throws",
            { Kind: FindingKind.EnumValue } => $"can be '{finding.Written}' in messages in flight, which the enum no longer has: reading it throws",
            { Kind: FindingKind.EnumSwapped } => $"has a name on the wire that was the value {finding.Written} and is the value {finding.Read}: messages in flight are read as another value",
            { Kind: FindingKind.EnumNumber, Grade: Grade.Means } => $"can be {finding.Written} in messages in flight, a number that is that of {finding.Read} now: they mean another value",
            { Kind: FindingKind.EnumNumber, Grade: Grade.Opaque } => $"can be {finding.Written} in messages in flight, a number for which the enum has no name any more",
            { Kind: FindingKind.EnumNumber } => $"can be {finding.Written} in messages in flight, which is beyond the numbers of the enum: reading it throws",
            { Kind: FindingKind.EnumFlags, Grade: Grade.Changes } => "can be several values at once in messages in flight, which is the number of another value: some are read as that one",
            { Kind: FindingKind.EnumFlags } => "can be several values at once in messages in flight, for which the enum has no name any more",
            { Kind: FindingKind.EnumNumbers } => "can be several values at once in messages in flight, which by the numbers that they have now contain others: some are read as another value",
            { Kind: FindingKind.Derived, Grade: Grade.Drops } => $"can be of the derived type '{finding.Written}' in messages in flight, which is read as the base: the rest of its value is lost",
            { Kind: FindingKind.Derived, OtherName: { } other } => $"can be of the derived type '{finding.Written}' in messages in flight, which seems to be renamed to '{other}': reading it throws",
            { Kind: FindingKind.Derived } => $"can be of the derived type '{finding.Written}' in messages in flight, which the code no longer knows: reading it throws",
            { Kind: FindingKind.Discriminator, Grade: Grade.Drops } => "tells its derived type in messages in flight, where the code does not look for it: it is read as the base, and the rest of its value is lost",
            { Kind: FindingKind.Discriminator } => "does not tell its derived type in messages in flight as the code wants it: reading it throws",
            { Kind: FindingKind.Converter } => $"was '{finding.Written}' and is '{finding.Read}': only the converters know whether messages in flight are read",
            { Kind: FindingKind.Default } => $"had the default {finding.Written} and has {finding.Read}: messages that do not carry it are read as another value than before",
            { Kind: FindingKind.JobSwapped } => $"is the name of '{finding.Read}' and was that of '{finding.Written}', which is called '{finding.OtherName}' now: jobs in flight go to the handler of the other",
            { Kind: FindingKind.Swapped } => $"is the name on the wire of '{finding.Read}' and was that of '{finding.Written}', which is called '{finding.OtherName}' now: values in flight go to the wrong member",
            { Kind: FindingKind.Filled, Grade: Grade.Partial } => "is filled when it is read and was replaced: reading messages in flight throws where they have a key that it holds by default",
            { Kind: FindingKind.Filled } => "is filled when it is read and was replaced: messages in flight are added to what it holds by default",
            { Kind: FindingKind.Tube } => $"waits in the tube '{finding.Read}' and waited in '{finding.Written}': jobs in flight stay in the old tube, which new workers do not watch",
            { Kind: FindingKind.Format } => "was a bare payload and is an event: reading bare bodies in flight as events throws",
            { Kind: FindingKind.Reused } => $"was removed as '{finding.Written}' and comes back as '{finding.Read}': messages in flight that still carry it are not read as they were meant",
            _ => string.Empty,
        };

    private static string Forward(Finding finding)
        => finding switch
        {
            { Kind: FindingKind.Missing, OtherName: { } other }
                => $"seems to be renamed to '{other}': workers of the last release require '{Last(finding.Path)}', so reading new messages throws there",
            { Kind: FindingKind.Missing, Grade: Grade.Breaks } => "is no longer written, but workers of the last release require it: reading new messages throws there",
            { Kind: FindingKind.Missing } => "is not always written, but workers of the last release require it: reading some new messages throws there",
            { Kind: FindingKind.Refused }
                => "is new, and workers of the last release refuse members that they do not have ([JsonUnmappedMemberHandling]): reading new messages throws there",
            { Kind: FindingKind.NullRefused } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release throw where it is null{UnlessConverted(finding)}",
            { Kind: FindingKind.NullRead } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release read null, although their type says that there is none",
            { Kind: FindingKind.Type, Grade: Grade.Changes } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release read some new messages as another value",
            { Kind: FindingKind.Type, Grade: Grade.Breaks } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release throw on new messages",
            { Kind: FindingKind.Type } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release throw on some new messages",
            { Kind: FindingKind.Collection } => $"is '{finding.Written}' and was '{finding.Read}': workers of the last release lose duplicates or their order in new messages",
            { Kind: FindingKind.Omitted } => $"is not written where it is {finding.Written}, which workers of the last release read as {finding.Read}: another value",
            { Kind: FindingKind.EnumValue, OtherName: { } other } => $"can be '{finding.Written}', which seems to be '{other}' renamed: workers of the last release do not know it and throw",
            { Kind: FindingKind.EnumValue } => $"can be '{finding.Written}', which workers of the last release do not know: reading it throws there",
            { Kind: FindingKind.EnumSwapped } => $"has a name on the wire that is the value {finding.Written} and was the value {finding.Read}: workers of the last release read another value",
            { Kind: FindingKind.EnumNumber } => $"can be {finding.Written}, which is beyond the numbers of the enum of workers of the last release: reading it throws there",
            { Kind: FindingKind.EnumFlags } => "can be several values at once, for which workers of the last release have another meaning or none",
            { Kind: FindingKind.EnumNumbers } => "can be several values at once, which by the numbers of workers of the last release contain others: they read some as another value",
            { Kind: FindingKind.Merged } => $"is '{finding.Written}', of whose elements workers of the last release lose what may tell them apart: those that become equal are read as one",
            { Kind: FindingKind.Filled, Grade: Grade.Partial } => "is replaced when it is read and was filled: workers of the last release throw where new messages have a key that it holds by default",
            { Kind: FindingKind.Filled } => "is replaced when it is read and was filled: workers of the last release add new messages to what it holds by default",
            { Kind: FindingKind.Derived, OtherName: { } other } => $"can be of the derived type '{finding.Written}', which seems to be '{other}' renamed: workers of the last release do not know it and throw",
            { Kind: FindingKind.Derived } => $"can be of the derived type '{finding.Written}', which workers of the last release do not know: reading it throws there",
            { Kind: FindingKind.Discriminator } => "does not tell its derived type as workers of the last release want it: reading it throws there",
            { Kind: FindingKind.Tube } => $"is put into the tube '{finding.Written}', which workers of the last release do not watch: new jobs wait for new workers",
            { Kind: FindingKind.Format } => "is a bare payload and was an event: workers of the last release throw on new messages",
            _ => string.Empty,
        };

    /// <summary>What only code of the application knows.</summary>
    private static string UnlessConverted(Finding finding) => finding.Read.StartsWith(OpaqueType.Converter + "<", StringComparison.Ordinal) ? ", unless the converter makes something of null" : string.Empty;

    private static string ReadingIt(Grade grade)
        => grade switch
        {
            Grade.Breaks => "reading messages in flight throws",
            Grade.Partial => "reading some messages in flight throws",
            Grade.Opaque => "what is in messages in flight need not be a value of the enum",
            _ => "some values in messages in flight are read as another value",
        };

    private static string? Mend(Finding finding)
        => finding switch
        {
            { Kind: FindingKind.Missing or FindingKind.Dropped, OtherName: { } other, Direction: Direction.Backward }
                => $"Keep the name on the wire: [JsonPropertyName(\"{(finding.Kind == FindingKind.Missing ? ContractKey.Unquote(other) : ContractKey.Unquote(Last(finding.Path)))}\")]",
            { Kind: FindingKind.Missing, OtherName: not null } => $"Keep the name on the wire: [JsonPropertyName(\"{ContractKey.Unquote(Last(finding.Path))}\")]",
            { Kind: FindingKind.Missing, Direction: Direction.Backward } => "Give it a default, or make it nullable",
            { Kind: FindingKind.Missing } => "Keep it until the release that made it optional is everywhere",
            { Kind: FindingKind.Dropped } => "Keep it, or update jobs.contract, which leaves a tombstone for it",
            { Kind: FindingKind.Refused, Direction: Direction.Backward } => "Keep the member, or skip what is not known",
            { Kind: FindingKind.NullRefused or FindingKind.NullRead, Direction: Direction.Backward } => "Keep it nullable",
            { Kind: FindingKind.Type, Direction: Direction.Backward } when finding.Written.EndsWith(NumberWords.AsText, StringComparison.Ordinal) || finding.Read.EndsWith(NumberWords.AsText, StringComparison.Ordinal)
                => "Keep [JsonNumberHandling] as it was",
            { Kind: FindingKind.Type or FindingKind.Collection, Direction: Direction.Backward } => "Keep the type",
            { Kind: FindingKind.Omitted } => "Keep the default",
            { Kind: FindingKind.EnumValue, OtherName: not null } => $"Keep the name on the wire: [JsonStringEnumMemberName(\"{(finding.Direction == Direction.Backward ? finding.Written : finding.OtherName)}\")]",
            { Kind: FindingKind.EnumValue, Direction: Direction.Backward } => "Keep the value",
            { Kind: FindingKind.JobSwapped } => "Keep the names in [Job] with their records",
            { Kind: FindingKind.EnumSwapped or FindingKind.Swapped } => "Keep the names on the wire with their members",
            { Kind: FindingKind.EnumNumber } => "Keep the numbers of the values",
            { Kind: FindingKind.EnumFlags } => "Keep [Flags]",
            { Kind: FindingKind.EnumNumbers } => "Keep the numbers, each a bit of its own",
            { Kind: FindingKind.Merged, Direction: Direction.Backward } => "Keep the members of the elements",
            { Kind: FindingKind.Derived, OtherName: not null } => "Keep the discriminator",
            { Kind: FindingKind.Derived, Direction: Direction.Backward } => "Keep the [JsonDerivedType]",
            { Kind: FindingKind.Discriminator } => "Keep the discriminator as it was",
            { Kind: FindingKind.Converter } => "Check it, update jobs.contract and write there why it is right: accepted \"…\" in place of 'was …'",
            { Kind: FindingKind.Filled } => "Keep [JsonObjectCreationHandling] as it was",
            { Kind: FindingKind.Default } => "Update jobs.contract if it is meant",
            { Kind: FindingKind.Tube, Direction: Direction.Backward } => "Keep the Tube",
            { Kind: FindingKind.Format } => "Keep the Format",
            { Kind: FindingKind.Reused } => "Give the member another name",
            _ => null,
        };

    private static string Last(string path) => ContractKey.NameOf(path);
}
