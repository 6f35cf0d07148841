using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Stations;
using WeatherKd.Watch;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>POST /api/v1/pipeline/retrain</c>: an operator asks for a retraining on the newest run of a model.</summary>
internal sealed class RetrainEndpoint(RequestedRetraining retraining)
{
    public async Task<IResult> PostAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var asked = await RequestBody.ReadAsync<RetrainRequest>(context, "nothing, or a JSON object with model and reason");
        if (asked.Model is not null && !Station.IsValidId(asked.Model))
        {
            throw new BadParameterException("model", asked.Model, "1 to 64 letters, digits, '-', '_' and '.'");
        }

        var reason = RequestBody.Reason(asked.Reason, "asked for by an operator");
        var model = asked.Model ?? await retraining.ModelInServiceAsync(context.RequestAborted)
            ?? throw BadParameterException.Missing(
                "model",
                "the model's name, because no student is in service whose model could be meant");
        try
        {
            var started = await retraining.StartAsync(model, reason, context.RequestAborted);
            return Answer.Json(started, StatusCodes.Status202Accepted, ("Location", $"{ApiAddress.Prefix}/pipeline/runs/{started.Id}"));
        }
        catch (InvalidOperationException e)
        {
            throw new ConflictException(e.Message, e);
        }
    }
}

/// <summary>What an operator asks for.</summary>
internal sealed record RetrainRequest
{
    /// <summary>The numerical model; null for that of the student in service.</summary>
    public string? Model { get; init; }

    /// <summary>Why, for the history.</summary>
    public string? Reason { get; init; }
}
