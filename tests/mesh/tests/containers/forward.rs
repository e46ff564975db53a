//! A port on loopback that leads to containers, however often they are replaced: what a load balancer is to a Gateway.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// Where new connections go in turn, the next one first.
type Addresses = Arc<Mutex<VecDeque<SocketAddr>>>;

/// A port of this machine.
pub(super) struct Forward {
    pub(super) port: u16,
    addresses: Addresses,
}

impl Forward {
    /// Leads nowhere yet.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let forward = Self {
            port: listener.local_addr().unwrap().port(),
            addresses: Addresses::default(),
        };
        tokio::spawn(accept(listener, Arc::clone(&forward.addresses)));
        forward
    }

    /// Leads new connections here from now on.
    pub(super) fn to(&self, addresses: Vec<SocketAddr>) {
        *self.addresses.lock().unwrap() = addresses.into();
    }
}

async fn accept(listener: TcpListener, addresses: Addresses) {
    while let Ok((mut client, _)) = listener.accept().await {
        let next = {
            let mut addresses = addresses.lock().unwrap();
            let next = addresses.pop_front();
            addresses.extend(next);
            next
        };
        tokio::spawn(async move {
            // Nobody there, or gone in the middle: the client sees its connection end.
            if let Some(next) = next
                && let Ok(mut server) = TcpStream::connect(next).await
            {
                let _ended = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
