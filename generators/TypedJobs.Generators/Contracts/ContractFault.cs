namespace TypedJobs.Generators.Contracts;

/// <summary>Why a file cannot be read as a contract.</summary>
/// <param name="Line">The line, from 0 on.</param>
/// <param name="What">What is wrong with it and what to do, as the end of a sentence.</param>
internal sealed record ContractFault(int Line, string What);
