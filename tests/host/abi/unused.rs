//! Functions the SDK could call and the filter must not: string getters that panic, writes
//! to traffic, queues, gRPC. They are only here to be linked, and to tell if they are used.

use crate::host::record::host;

macro_rules! unused {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name() -> u32 {
            const UNIMPLEMENTED: u32 = 12;
            host(|host| host.forbidden.push(stringify!($name)));
            UNIMPLEMENTED
        }
    )*};
}

unused! {
    proxy_add_header_map_value
    proxy_get_header_map_value
    proxy_set_header_map_pairs
    proxy_replace_header_map_value
    proxy_remove_header_map_value
    proxy_get_log_level
    proxy_get_status
    proxy_grpc_cancel
    proxy_grpc_stream
    proxy_grpc_close
    proxy_grpc_call
    proxy_grpc_send
    proxy_close_stream
    proxy_continue_stream
    proxy_register_shared_queue
    proxy_dequeue_shared_queue
    proxy_enqueue_shared_queue
    proxy_resolve_shared_queue
    proxy_call_foreign_function
    proxy_get_metric
    proxy_record_metric
    proxy_done
}
