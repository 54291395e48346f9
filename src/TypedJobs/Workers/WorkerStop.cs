namespace TypedJobs.Workers;

/// <summary>The steps in which a worker stops.</summary>
/// <param name="Begun">Cancelled when it takes no more jobs.</param>
/// <param name="HandlersTold">Cancelled right after that, for handlers to listen to. What they do then must hold up nothing, so it is not the same token.</param>
/// <param name="HandlersEnd">Cancelled when the handlers that still run must end.</param>
internal readonly record struct WorkerStop(CancellationToken Begun, CancellationToken HandlersTold, CancellationToken HandlersEnd);
