//! The filter that anybody would write first: hold the body, read it into a `serde_json::Value`,
//! ask `jsonschema`, answer 400. The benchmark measures ours against it, so it stays as it is.
//!
//! It is no model: no limits, no care for panics, headers that leave before their body was judged.
//!
//! Plugin configuration: `{"mode": "validate", "schema": {..}}`, or `{"mode": "noop"}` for what
//! being a Wasm filter costs by itself.

use std::rc::Rc;

use jsonschema::Validator;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel};
use serde_json::Value;

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Warn);
    proxy_wasm::set_root_context(|_| Box::new(Root { mode: Mode::Noop }));
}}

#[derive(Clone)]
enum Mode {
    Noop,
    Validate(Rc<Validator>),
}

struct Root {
    mode: Mode,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        let bytes = self.get_plugin_configuration().unwrap_or_default();
        let Ok(configuration) = serde_json::from_slice::<Value>(&bytes) else {
            return false;
        };
        let mode = match configuration["mode"].as_str() {
            Some("noop") => Some(Mode::Noop),
            Some("validate") => jsonschema::options()
                .should_validate_formats(true)
                .build(&configuration["schema"])
                .ok()
                .map(|validator| Mode::Validate(Rc::new(validator))),
            _ => None,
        };
        if let Some(mode) = mode {
            self.mode = mode;
            return true;
        }
        false
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        let mode = self.mode.clone();
        Some(Box::new(Exchange { mode }))
    }
}

struct Exchange {
    mode: Mode,
}

impl Context for Exchange {}

impl HttpContext for Exchange {
    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        let Mode::Validate(validator) = &self.mode else {
            return Action::Continue;
        };
        if !end_of_stream {
            return Action::Pause;
        }
        let body = self.get_http_request_body(0, size).unwrap_or_default();
        let value = serde_json::from_slice::<Value>(&body);
        if value.is_ok_and(|value| validator.validate(&value).is_ok()) {
            return Action::Continue;
        }
        self.send_http_response(400, Vec::new(), Some(b"the body breaks the schema"));
        Action::Pause
    }
}
