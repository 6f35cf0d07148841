using WeatherKd.Local.Commands;
using WeatherKd.Local.Terminal;

return await CommandLine.RunAsync(WeatherKdCommand.Create(), args);
