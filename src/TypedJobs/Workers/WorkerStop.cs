namespace TypedJobs.Workers;

/// <summary>The two steps in which a worker stops.</summary>
/// <param name="Begun">Cancelled when it takes no more jobs.</param>
/// <param name="HandlersEnd">Cancelled when the handlers that still run must end.</param>
internal readonly record struct WorkerStop(CancellationToken Begun, CancellationToken HandlersEnd);
