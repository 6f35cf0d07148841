using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Local.Terminal;
using WeatherKd.Watch;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd retrain</c>: asks for a retraining on the newest run of a model. The host on the account does it.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "The numerical model; without it that of the student in service." };
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the history.",
            DefaultValueFactory = _ => "asked for by an operator",
        };
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("retrain", "Train a student on the newest run of a model, whatever the policy says.")
        {
            model,
            reason,
            json,
        }
            .WithExamples("weatherkd retrain", "weatherkd retrain --model kma --reason \"new sensor at 129\"");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var services = AccountOption.Domain(account.Connection(parsed));
            var asked = await services.GetRequiredService<RequestedRetraining>()
                .StartAsync(parsed.GetValue(model), parsed.GetValue(reason)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(asked);
            }
            else
            {
                Console.Out.WriteLine(asked.Started
                    ? $"Retraining {asked.Id} was asked for; 'weatherkd runs {asked.Id}' shows how far it is."
                    : $"Retraining {asked.Id} was asked for before.");
            }

            return 0;
        });
        return command;
    }
}
